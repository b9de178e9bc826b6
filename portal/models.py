"""No models: Django tells only apps that have this module that all have migrated (see portal.apps)."""
