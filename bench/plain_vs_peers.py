#!/usr/bin/python3
"""Times `inkling train` beside PyTorch doing the same work, the programs in turns.

    bench/plain_vs_peers.py PEERS [--rounds 3] [--data DIR] [--nets plain,batch32,wide]

PEERS is a folder that holds torch_mlp.py (dense nets, Adam 1e-3, MNIST). Prints one line a variant:
the best epoch of all rounds in wall seconds, and the ratio to inkling's best with as many threads
and in the same precision. For the plain net also: test accuracy of five seeds, peak memory and time
to the first epoch.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INKLING = os.path.join(ROOT, 'build', 'release', 'bin', 'inkling')


# name: layers, batch, epochs of a run
NETS = {'plain': ('128,64', 128, 5), 'batch32': ('128,64', 32, 2), 'wide': ('1024,1024', 256, 1)}
# name, --variant and --adam of torch_mlp.py, precision
TORCH = [('PyTorch, hand-written backward', 'raw', 'flat', 'fp32'),
         ('PyTorch, as people write it', 'eager', 'foreach', 'fp32'),
         ('PyTorch, autocast', 'bf16', 'foreach', 'bf16')]


def inkling(net, threads, seed, data, precision='fp32'):
    """One run: the JSON, wall seconds of the process, peak memory in MB."""
    layers, batch, epochs = NETS[net]
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        process = subprocess.Popen(
            [INKLING, 'train', '--dataset', 'mnist', '--data-dir', data, '--preset', 'plain',
             '--layers', layers, '--batch-size', str(batch), '--epochs', str(epochs),
             '--precision', precision, '--threads', str(threads), '--seed', str(seed), '--quiet',
             '--json', '--out', os.path.join(folder, 'm.safetensors')], stdout=subprocess.PIPE)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    if status != 0:
        sys.exit('inkling failed')
    return json.loads(out), wall, usage.ru_maxrss / 1000


def torch(net, threads, variant, adam, args):
    layers, batch, epochs = NETS[net]
    out = subprocess.run(
        ['/usr/bin/python3', os.path.join(args.peers, 'torch_mlp.py'), '--epochs', str(epochs),
         '--threads', str(threads), '--variant', variant, '--adam', adam, '--hidden', layers,
         '--batch', str(batch), '--data', os.path.join(args.data, 'mnist')],
        capture_output=True, text=True, check=True).stdout
    return min(float(x) for x in re.search(r'epochs_s=([\d.,]+)', out)[1].split(','))


def compare(net, args):
    """Prints the table of one net."""
    best, walls, memory, first = {}, [], [], []

    def keep(name, threads, precision, seconds):
        key = (name, threads, precision)
        best[key] = min(seconds, best.get(key, seconds))

    for _ in range(args.rounds):
        for threads in (1, 2):
            for precision in ('fp32', 'bf16') if net == 'wide' else ('fp32',):
                run, wall, peak = inkling(net, threads, 1, args.data, precision)
                keep('inkling', threads, precision, min(run['epoch_seconds']))
                walls.append(wall)
                memory.append(peak)
                first.append(wall - run['train_seconds'])
            for name, variant, adam, precision in TORCH:
                if precision == 'fp32' or net == 'wide':
                    keep(name, threads, precision, torch(net, threads, variant, adam, args))
    layers, batch, _ = NETS[net]
    print(f'784,{layers},10, batch {batch}')
    for (name, threads, precision), seconds in best.items():
        ratio = seconds / best[('inkling', threads, precision)]
        print(f'  {name:31s} {precision} {threads} thread{"s" if threads > 1 else " "}  '
              f'{seconds:.3f} s an epoch  {ratio:5.2f} x')
    print(f'  inkling, whole process: {min(walls):.2f} s, peak {max(memory):.0f} MB, '
          f'all but training {min(first):.2f} s', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('peers')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--data', default=os.environ.get('INKLING_DATA_DIR', ''))
    parser.add_argument('--nets', default='plain,batch32,wide')
    args = parser.parse_args()
    nets = args.nets.split(',')
    for net in nets:
        compare(net, args)
    if 'plain' in nets:
        accuracies = [100 * inkling('plain', 2, seed, args.data)[0]['test_accuracy']
                      for seed in range(1, 6)]
        print(f'test accuracy of seeds 1-5: {statistics.mean(accuracies):.2f} '
              f'± {statistics.stdev(accuracies):.2f} %  {[round(a, 2) for a in accuracies]}')


main()
