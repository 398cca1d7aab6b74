#!/usr/bin/python3
"""Times `inkling train --preset plain` beside PyTorch doing the same work, interleaved in one run.

    bench/plain_vs_peers.py PEERS [--rounds 3] [--data DIR]

PEERS is a folder that holds torch_mlp.py (784-128-64-10, Adam 1e-3, batch 128, MNIST). Prints one
line a variant: the best epoch of all rounds in wall seconds, and the ratio to inkling's best with
as many threads. Also: test accuracy of five seeds, peak memory and time to the first epoch.
"""
import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INKLING = os.path.join(ROOT, 'build', 'release', 'bin', 'inkling')


def inkling(threads, seed, data):
    """One run: the JSON, wall seconds of the process, peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        process = subprocess.Popen(
            [INKLING, 'train', '--dataset', 'mnist', '--data-dir', data, '--preset', 'plain',
             '--threads', str(threads), '--seed', str(seed), '--quiet', '--json',
             '--out', os.path.join(folder, 'm.safetensors')], stdout=subprocess.PIPE)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    if status != 0:
        sys.exit('inkling failed')
    return json.loads(out), wall, usage.ru_maxrss / 1000


def torch(peers, threads, variant, adam, data):
    out = subprocess.run(
        ['/usr/bin/python3', os.path.join(peers, 'torch_mlp.py'), '--epochs', '5', '--threads',
         str(threads), '--variant', variant, '--adam', adam, '--data',
         os.path.join(data, 'mnist')], capture_output=True, text=True, check=True).stdout
    return [float(x) for x in re.search(r'epochs_s=([\d.,]+)', out)[1].split(',')]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('peers')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--data', default=os.environ.get('INKLING_DATA_DIR', ''))
    args = parser.parse_args()
    variants = [('PyTorch, hand-written backward', 'raw', 'flat'),
                ('PyTorch, as people write it', 'eager', 'foreach')]
    best, walls, memory, first = {}, [], [], []
    for _ in range(args.rounds):
        for threads in (1, 2):
            run, wall, peak = inkling(threads, 1, args.data)
            best.setdefault(('inkling', threads), []).append(min(run['epoch_seconds']))
            walls.append(wall)
            memory.append(peak)
            first.append(wall - run['train_seconds'])
            for name, variant, adam in variants:
                epochs = torch(args.peers, threads, variant, adam, args.data)
                best.setdefault((name, threads), []).append(min(epochs))
    for (name, threads), values in best.items():
        ratio = min(values) / min(best[('inkling', threads)])
        print(f'{name:32s} {threads} thread{"s" if threads > 1 else " "}  '
              f'{min(values):.3f} s an epoch  {ratio:5.2f} x')
    print(f'inkling, whole process: {min(walls):.2f} s, peak {max(memory):.0f} MB, '
          f'all but training {min(first):.2f} s')
    accuracies = [100 * inkling(2, seed, args.data)[0]['test_accuracy'] for seed in range(1, 6)]
    print(f'test accuracy of seeds 1-5: {statistics.mean(accuracies):.2f} '
          f'± {statistics.stdev(accuracies):.2f} %  {[round(a, 2) for a in accuracies]}')


main()
