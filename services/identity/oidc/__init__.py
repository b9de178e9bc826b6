"""Staff who sign in where their organisation knows them, by OpenID Connect."""
