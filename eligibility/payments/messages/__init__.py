"""ISO 20022 messages as pure functions: the same order gives the same bytes, an answer gives the same lines.

Written: pain.001.001.09 (customer credit transfer initiation), acmt.023.001.02 (identification verification request).
Read: pain.002 (payment status report), acmt.024 (identification verification report), camt.054 (returned credits).
"""
