"""A mail server that delivers to nobody: `python -m fakes.mail --port 0 --control 0 --outbox mail.jsonl`.

It speaks as much SMTP (RFC 5321) as a client needs. The second port takes its levers over HTTP: `GET /received`,
`POST /faults` `{"kind", "times"}`, `DELETE /faults`.

| kind           | what happens                                                            |
|----------------|-------------------------------------------------------------------------|
| `no_such_user` | 550 to the recipient: the address does not exist                        |
| `later`        | 450 to the recipient: try again                                         |
| `refuse`       | 554 after the text: not taken, and never will be                        |
| `full`         | 452 after the text: not taken now                                       |
| `drop_after`   | taken, and the connection is closed without a word                      |
| `timeout`      | taken, the reply never comes (`seconds`, default 30)                    |
| `closed`       | 421 instead of a greeting                                               |
"""
