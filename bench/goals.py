"""What the figures are held against: ratios within one run, at least and aimed at; and what can't be run here."""

GOALS = (
    ("append-1x1", "bare", 0.75, 0.9),
    ("append-1x8", "pyeventsourcing", 4, 4),
    ("append-1x8", "pyeventsourcing-functions", 1.2, 1.2),
    ("append-1x8", "bare", 0.6, 0.8),
    ("append-10x8", "pyeventsourcing-functions", 1.1, 1.5),
    ("append-1000", "bare", 0.7, 0.9),
    ("read-all", "pyeventsourcing", 2, 3),
    ("load-10", "pyeventsourcing", 2, 4),
    ("command", "pyeventsourcing", 0.8, 1),
    ("page-article", "bare", 0.35, 0.7),
    ("page-home", "bare", 0.35, 0.7),
    ("page-tag", "bare", 0.35, 0.7),
)

ELSEWHERE = """## Not on PyPI

Measured once beside the bare database on a machine of the same kind; as a share of the bare insert by psycopg (3,560/s
with one writer, 10,900/s with eight), or of a trivial view under Daphne (866/s in one process).

| work | who | figure | share |
|---|---|---|---|
| append-1x1 | message-db | 2,520/s | 0.71 |
| append-1x1 | commanded/eventstore 1.4.8 | 460/s | 0.13 |
| append-1x8 | message-db | 4,850/s | 0.44 |
| append-1x8 | commanded/eventstore 1.4.8 | 910 to 1,020/s | 0.09 |
| append-10x8 | message-db | 9,880/s | |
| append-10x8 | commanded/eventstore 1.4.8 | 6,400/s | |
| read-all | message-db, plain JSON | 82,600/s | |
| read-all | commanded/eventstore 1.4.8 | 45,900/s | |
| page-article | danjac/realworld under gunicorn, 2 workers | 263/s, p50 29 ms, p99 45 ms | 0.30 |
| page-tag | the same | 7/s, p50 560 ms, p99 620 ms | 0.01 |
| page-home | the same (no paging) | 0.4/s, p50 4.9 s, p99 5.1 s | 0.00 |""".splitlines()
