"""A push service with its browsers, over HTTP: `python -m fakes.push --port 0 --outbox push.jsonl`.

It holds the private keys that browsers would: what comes in is checked (VAPID, RFC 8292) and opened (RFC 8291), and
what the browser would show is kept.

- `POST /subscriptions` `{"application_key"}`: a new browser; gives endpoint, public key and secret, as JavaScript does.
- `POST /push/<browser>`: 201; 401 for a bad signature; 403 for the key of another application; 404 for a browser that
  never was, 410 for one that is gone; 400 for what can't be opened; 413 for more than 4096 bytes.
- `DELETE /subscriptions/<browser>`: its owner took the permission back.
- `GET /shown`: what the browsers have shown. `POST /faults` `{"kind", "times"}`, `DELETE /faults`.

| kind       | what happens                                                  |
|------------|---------------------------------------------------------------|
| `error`    | 500 and nothing is shown                                      |
| `busy`     | 429 and nothing is shown                                      |
| `drop`     | shown, and the connection is closed without a reply           |
| `timeout`  | shown, the reply never comes (`seconds`, default 30)          |
| `refuse`   | 400                                                           |
"""
