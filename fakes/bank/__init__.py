"""A bank that speaks ISO 20022 over HTTP and can be made to fail: `python -m fakes.bank --port 0 --state bank.sqlite3`.

The bank's own doors (signed when the environment gives FAKE_BANK_KEY):

- `POST /messages`: a pain.001.001.09 or an acmt.023; 202, at most once for each MsgId, across restarts.
- `GET /messages?after=N`: the answers with a number above N, in order.
- `GET /messages/<MsgId>/status`: whether that message was received; 404 where it was not.

Levers that no real bank has:

- `POST /accounts` `{"number", "holder", "state"}`: an entry of the account book (see `fakes.bank.judge`).
- `POST /faults` `{"kind", "times", ...}`: misbehave for the next messages (see `fakes.bank.faults`); `DELETE /faults`.
- `GET /credits`: every credit that was booked, to be compared with what was meant to be paid.
"""
