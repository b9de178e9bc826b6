"""An organisation's own sign-in: an OpenID Connect provider in a process of its own, for tests and demonstrations."""
