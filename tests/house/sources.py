"""Which files the checks read: what git tracks, else (in a tarball) what lies in the tree."""
import os
import subprocess

SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__"}


def files(root):
    """Paths of the project's files relative to `root`, sorted, with forward slashes."""
    git = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached"],
                         capture_output=True, check=False) if os.path.exists(
                             os.path.join(root, ".git")) else None
    if git is not None and git.returncode == 0:
        names = git.stdout.decode().split("\0")
        return sorted(n for n in names if n and os.path.isfile(os.path.join(root, n)))
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS]
        found += [os.path.relpath(os.path.join(folder, n), root) for n in names]
    return sorted(f.replace(os.sep, "/") for f in found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
        return file.read()


def is_cpp(path):
    return path.endswith((".cpp", ".hpp", ".h", ".c"))
