"""A gateway for text messages, over HTTP: `python -m fakes.sms --port 0 --state sms.sqlite3 --outbox sms.jsonl`.

Its own doors, signed with the key in FAKE_SMS_KEY (HMAC-SHA-256 over method, path, nonce, time and body):

- `POST /messages` `{"id", "to", "text"}`: 202, at most once for each id, across restarts; 409 for an id with another
  content; 422 `{"error": "number"}` for what is no mobile number.
- `GET /messages/<id>`: 200 where that message was taken, 404 where it was not.
- `GET /reports?after=N`: what became of messages, numbered in order: `{"number", "id", "state", "error"}`.

Numbers that end in 0404 take a message and never receive it; those that end in 0422 do not exist.

Levers that no real gateway has: `POST /faults` `{"kind", "times"}`, `DELETE /faults`, `GET /sent`.

| kind                   | what happens                                              |
|------------------------|-----------------------------------------------------------|
| `timeout_after_accept` | taken, the reply never comes (`seconds`, default 30)      |
| `drop_after_accept`    | taken, the connection is closed without a reply           |
| `drop_before`          | the connection is closed and nothing is taken             |
| `error_after`          | taken, the reply is 500                                   |
| `error_before`         | 500 and nothing is taken                                  |
| `refuse`               | 422: this customer may not send that                      |
| `late`                 | the report appears only after `polls` more polls          |
| `undelivered`          | the report says that it never arrived                     |
| `contradict`           | a second report says the opposite of the first            |
| `unknown`              | a report about a message that nobody sent                 |
| `forged`               | the reply to a poll carries a wrong signature             |
"""
