"""Running the portal's programs together: the web server, the worker and, in the demo, the fake bank."""
