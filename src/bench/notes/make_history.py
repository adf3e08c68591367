"""Writes a history for git fast-import: make_history.py COMMITS

The last release before the newest was tagged on a branch of its own, with commits that were picked to the main branch.
"""
import random, sys
count = int(sys.argv[1])
random.seed(1)
out = sys.stdout
types = ["feat(ui)", "fix", "fix(nodes)", "docs", "chore", "feat!", "refactor", "perf"]
mark, clock = 0, 1600000000
def commit(branch, subject, author, files, parents=()):
    global mark, clock
    mark += 1
    clock += 600
    message = subject + "\n\nWhy it was done.\n" + ("\nCo-authored-by: Helper %d <helper%d@example.org>\n" % (mark % 50, mark % 50) if mark % 40 == 0 else "")
    out.write(f"commit {branch}\nmark :{mark}\nauthor Author {author} <author{author}@example.org> {clock} +0000\n"
              f"committer Author {author} <author{author}@example.org> {clock} +0000\ndata {len(message)}\n{message}\n")
    for kind, parent in parents:
        out.write(f"{kind} :{parent}\n")
    for path, text in files:
        out.write(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    out.write("\n")
    return mark
def change(n):
    path = "invokeai/p%02d/q%02d/f%d.py" % (n % 37, n % 53, n % 2000)
    return [(path, "".join("line %d of %d\n" % (i, n + i) for i in range(40)))]
def tag(name, at):
    out.write(f"tag {name}\nfrom :{at}\ntagger T <t@example.org> {clock} +0000\ndata {len(name)}\n{name}\n")
main = commit("refs/heads/main", "Start", 0, [("README.md", "start\n")])
picks, minor = [], 0
last_fork = count - 1200
branch = None
for n in range(1, count):
    author = min(int(random.expovariate(0.02)), 799)
    subject = f"{random.choice(types)}: change number {n}" + (f" (#{n})" if n % 10 else "")
    if n % 30 == 0 and n < count - 10:
        side = commit("refs/heads/topic", subject, author, change(n), [("from", main)])
        main = commit("refs/heads/main", f"Merge pull request #{n} from topic", 0, [], [("from", main), ("merge", side)])
    else:
        main = commit("refs/heads/main", subject, author, change(n), [("from", main)])
    if n % 180 == 0 and n < last_fork:
        minor += 1
        tag(f"v{1 + minor // 20}.{minor % 20}.0", main)
    if n == last_fork:
        branch = main
        for k in range(30):
            # Picked to main later, with the same patch.
            branch = commit("refs/heads/release", f"fix: for the release {k}", 900 + k % 7, change(100000 + k), [("from", branch)])
        tag("v90.0.0", branch)
    if branch and n > last_fork and n - last_fork <= 30:
        main = commit("refs/heads/main", f"fix: for the release {n - last_fork - 1}", 900 + n % 7, change(100000 + n - last_fork - 1), [("from", main)])
tag("v91.0.0", main)
out.write("done\n")
