#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the suites of a finished build and counts their cases; ./dev test and ./dev quick call it.

    tools/tests.py --build build/asan [SUITE…]     everything, or the suites or tests of these names
    tools/tests.py --build build/debug --quick [NAME]   unit tests only, those whose name or suite holds NAME
    tools/tests.py --build build/debug --scenarios FILE…
    tools/tests.py --list

Every suite speaks TAP, so that single cases are counted: the tools' own tests and the house rules, what Meson knows
(unit tests, fuzz corpora), the stories in test/scenario on each database, test/integration and a sample of test/torture
against the binary, and test/browser against its pages in Chromium.
A suite that ran nothing has failed. One of the binary or the browser that failed runs once more, by itself: what passes
then is named.
The last line is `N passed, N failed` (`, N skipped` may follow).
"""
import argparse
import concurrent.futures
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RESULT = re.compile(r'^\s*(not )?ok\b\s*\d*\s*-?\s*(.*?)\s*(?:#\s*(skip|todo)\b[:\s]*(.*))?$', re.IGNORECASE)
PLAN = re.compile(r'^\s*1\.\.(\d+)(?:\s*#\s*skip\w*\s*(.*))?', re.IGNORECASE)
OWN_SUITES = ('house', 'scenario', 'integration', 'torture', 'browser')
PROCESSES_MAX = 2
SECONDS_MAX = 600
MEMORY_BYTES_MIN = 4 << 30
# Suites that take long begin first, so that the processes end at about the same time. By what each of them took.
LONGEST = {name: place for place, name in enumerate((
    'backup_test', 'pages_test', 'pages_operator_test', 'quorum_test', 'servers_test', 'click_log_test',
    'payout_kill_test', 'pages_operator_more_test', 'money_test', 'tables_test', 'bad_import_test', 'cli_test',
    'explain_test', 'books_export_test', 'scenario on PostgreSQL', 'programs_test', 'house rules', 'flips_test',
    'commands_test', 'public_test', 'wizard_test', 'tasks_test', 'clock_test', 'journey_test', 'once_test',
    'calls_test', 'stories_test.py', 'actions_test', 'account_test'))}


class Tally:
    """Counts of one suite, and what is to be said about it at the end."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.is_late = False
        self.notes = []

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.notes += other.notes


def tally_tap(name, output, is_good_exit):
    """Counts a TAP stream. Its producer's exit code must agree, its plan be kept, and something must have run."""
    tally = Tally()
    planned = None
    for line in output.split('\n'):
        plan = PLAN.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            if plan.group(1) == '0' and plan.group(2) is not None:
                planned += 1
                tally.skipped += 1
                tally.notes.append(f'skipped: {name}: {plan.group(2)}')
        result = RESULT.match(line)
        if line.startswith('Bail out!'):
            is_good_exit = False
        if not result:
            continue
        is_bad, case, directive, reason = result.groups()
        if directive and directive.lower() == 'skip':
            tally.skipped += 1
            tally.notes.append(f'skipped: {name}: {case or reason}' + (f' ({reason})' if case and reason else ''))
        elif is_bad and not directive:
            tally.failed += 1
            tally.notes.append(f'FAILED: {name}: {case}')
        else:
            tally.passed += 1
    ran = tally.passed + tally.failed + tally.skipped
    trouble = None
    if ran == 0:
        trouble = 'ran nothing'
    elif planned is not None and planned != ran:
        trouble = f'planned {planned} cases, ran {ran}'
    elif not is_good_exit and tally.failed == 0:
        trouble = 'ended with an error though no case failed'
    if trouble:
        tally.failed += 1
        tally.notes.append(f'FAILED: {name}: {trouble}')
    return tally


class Runner:
    """Runs commands that print TAP, a few at a time; all of them end with this process."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = set()

    def run(self, name, command, environment):
        started = time.monotonic()
        with self.lock:
            print(f'  {name} …', flush=True)
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
            self.running.add(process)
        is_late = False
        try:
            output, _ = process.communicate(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            is_late = True
            self.kill(process)
            output, _ = process.communicate()
        self.kill(process)  # what it left behind
        with self.lock:
            self.running.discard(process)
        text = output.decode('utf-8', 'replace')
        tally = tally_tap(name, text, process.returncode == 0 and not is_late)
        tally.is_late = is_late
        if is_late:
            tally.notes.append(f'FAILED: {name}: stopped after {SECONDS_MAX} seconds')
        with self.lock:
            if tally.failed:
                print(text, flush=True)
            print(f'  {name}: {tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped'
                  f' ({time.monotonic() - started:.1f} s)', flush=True)
        return tally

    @staticmethod
    def kill(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def kill_all(self):
        for process in list(self.running):
            self.kill(process)

    def run_all(self, commands, environment, is_again=False):
        """With is_again, what failed is run once more when all are through, by itself: what passes then is told of,
        and what fails then has failed."""
        total = Tally()
        failed = []
        with concurrent.futures.ThreadPoolExecutor(PROCESSES_MAX) as pool:
            try:
                for item, tally in zip(commands, pool.map(lambda item: self.run(item[0], item[1], environment),
                                                          commands)):
                    if is_again and tally.failed and not tally.is_late:
                        failed.append((item, tally))
                    else:
                        total.add(tally)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                self.kill_all()
                raise
        for (name, command), first in failed:
            second = self.run(name, command, environment)
            if second.failed == 0:
                second.notes += [note.replace('FAILED', 'passed when run again', 1) for note in first.notes
                                 if note.startswith('FAILED')]
            total.add(second)
        return total


def meson_tests(build):
    answer = subprocess.run(['meson', 'introspect', '--tests', build], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def suite_names(test):
    """Meson writes a suite as project:suite; people write the suite."""
    return [suite.rpartition(':')[2] for suite in test['suite']]


def run_meson(build, tests, environment):
    total = Tally()
    if not tests:
        return total
    names = sorted({test['name'] for test in tests})
    command = ['meson', 'test', '-C', build, '--no-rebuild', '--print-errorlogs', '--num-processes', str(PROCESSES_MAX)]
    if 'asan' in os.path.basename(build):
        command += ['--timeout-multiplier', '5']
    print('+ ' + ' '.join(command + names), flush=True)
    log = os.path.join(ROOT, build, 'meson-logs', 'testlog.json')
    if os.path.exists(log):
        os.remove(log)
    subprocess.run(command + names, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
    kinds = {test['name']: test['protocol'] for test in tests}
    seen = set()
    with open(log, encoding='utf-8') as lines:
        for line in lines:
            entry = json.loads(line)
            name = entry['name'].rpartition(' / ')[2]
            seen.add(name)
            is_good = entry['result'] in ('OK', 'EXPECTEDFAIL', 'SKIP')
            if kinds.get(name) == 'tap':
                tally = tally_tap(name, entry.get('stdout', ''), is_good)
            else:
                tally = tally_tap(name, f"{'ok' if is_good else 'not ok'} 1 - {name}"
                                  + (' # SKIP' if entry['result'] == 'SKIP' else ''), is_good)
            total.add(tally)
    for name in names:
        if name not in seen:
            total.failed += 1
            total.notes.append(f'FAILED: {name}: did not run')
    return total


def scenario_program(build):
    path = os.path.join(build, 'test', 'scenario', 'scenario')
    return path if os.access(os.path.join(ROOT, path), os.X_OK) else None


def scenario_commands(build, files, environment):
    """The stories run once per database: the program prints one TAP case per story."""
    program = scenario_program(build)
    if not files:
        return []
    if not program:
        return [('scenario', ['sh', '-c', 'echo "not ok 1 - the scenario program is not built"; exit 1'])]
    commands = [('scenario on SQLite', [program] + files)]
    if environment.get('TRIBUTARY_TEST_POSTGRES'):
        commands.append(('scenario on PostgreSQL',
                         [program, '--database', environment['TRIBUTARY_TEST_POSTGRES']] + files))
    return commands


def find(pattern):
    return sorted(os.path.relpath(path, ROOT) for path in glob.glob(os.path.join(ROOT, pattern), recursive=True))


def tool_commands():
    return [(os.path.basename(path), ['tools/unittest_tap.py', path]) for path in find('tools/*_test.py')]


def integration_commands(wanted):
    return [(name, ['tools/unittest_tap.py', path]) for suite in ('integration', 'torture')
            for path in find(f'test/{suite}/*_test.py')
            for name in [os.path.basename(path)[:-len('.py')]]
            if not wanted or suite in wanted or name in wanted]


def browser_commands(wanted):
    """Chromium against the binary's pages. Without the packages of npm the suite is skipped, and says so."""
    commands = []
    for path in find('test/browser/*_test.mjs'):
        name = os.path.basename(path)[:-len('.mjs')]
        if wanted and 'browser' not in wanted and name not in wanted:
            continue
        if os.path.isdir(os.path.join(ROOT, 'test', 'browser', 'node_modules', 'playwright-core')):
            commands.append((name, ['node', path]))
        else:
            commands.append((name, ['echo', '1..0 # SKIP npm could not fetch playwright-core and axe-core']))
    return commands


def environment_for(build):
    environment = dict(os.environ)
    # What is freed is watched for 16 MB more, not for 256: fewer pages are touched for the first time.
    environment.setdefault('ASAN_OPTIONS', 'detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=1:'
                           'quarantine_size_mb=16')
    environment.setdefault('UBSAN_OPTIONS', 'halt_on_error=1:abort_on_error=1:print_stacktrace=1')
    environment.setdefault('LSAN_OPTIONS', 'suppressions=' + os.path.join(ROOT, 'tools', 'leaks.supp') +
                           ':print_suppressions=0')
    environment['TRIBUTARY_BINARY'] = os.path.join(ROOT, build, 'src', 'main', 'tributary')
    environment['TRIBUTARY_SOURCE_ROOT'] = ROOT
    environment['TRIBUTARY_BUILD'] = os.path.join(ROOT, build)
    environment['PYTHONDONTWRITEBYTECODE'] = '1'
    return environment


def memory_folder():
    """Where files of tests are neither written to a disk nor waited for. None: where temporary files are else."""
    if os.environ.get('TMPDIR') or not os.access('/dev/shm', os.W_OK) \
            or shutil.disk_usage('/dev/shm').free < MEMORY_BYTES_MIN:
        return None
    return '/dev/shm'


def run_everything(options, runner):
    environment = environment_for(options.build)
    total = Tally()
    wanted = set(options.names)
    is_all = not wanted
    if not environment.get('TRIBUTARY_TEST_POSTGRES'):
        print('  NO POSTGRESQL: this run tests storage on SQLite only', flush=True)
    tests = [test for test in meson_tests(options.build)
             if is_all or test['name'] in wanted or wanted & set(suite_names(test))]
    total.add(run_meson(options.build, tests, environment))
    commands = []
    if is_all or 'house' in wanted:
        commands += tool_commands()
        commands.append(('house rules', ['tools/house.py', '--tap', '--headers', '--build', options.build]))
    if is_all or 'scenario' in wanted:
        commands += scenario_commands(options.build, find('test/scenario/**/*.scn'), environment)
    commands += integration_commands(wanted) + browser_commands(wanted)
    commands.sort(key=lambda command: LONGEST.get(command[0], len(LONGEST)))
    if commands:
        print('rules, stories, integration, torture and browser, with the real binary:', flush=True)
        # Two suites and their servers share the machine: what one misses then must be there when it has it alone.
        with tempfile.TemporaryDirectory(prefix='tributary-tests-', dir=memory_folder()) as folder:
            os.chmod(folder, 0o1777)  # PostgreSQL's clusters are not run by root
            demos = os.path.join(folder, 'demos')
            os.mkdir(demos)
            total.add(runner.run_all(commands, {**environment, 'TMPDIR': folder, 'TRIBUTARY_DEMOS': demos,
                                                'TRIBUTARY_RUN': str(os.getpid())}, is_again=True))
    return total


def run_quick(options, runner):
    environment = environment_for(options.build)
    tests = [test for test in meson_tests(options.build)
             if not options.names or any(part in text for part in options.names
                                         for text in [test['name']] + suite_names(test))]
    total = Tally()
    if not options.names:
        total.add(runner.run_all([('house rules', ['tools/house.py', '--tap'])], environment))
    total.add(run_meson(options.build, tests, environment))
    return total


def list_names():
    names = set(OWN_SUITES)
    for build in ('asan', 'debug', 'release'):
        if os.path.exists(os.path.join(ROOT, 'build', build, 'build.ninja')):
            for test in meson_tests(f'build/{build}'):
                names.update(suite_names(test) + [test['name']])
    names.update(name for name, _ in integration_commands(set()) + browser_commands(set()))
    print('\n'.join(sorted(names)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--scenarios', action='store_true')
    parser.add_argument('--list', action='store_true')
    parser.add_argument('names', nargs='*')
    options = parser.parse_args()
    if options.list:
        list_names()
        return 0
    runner = Runner()
    started = time.monotonic()
    try:
        if options.quick:
            total = run_quick(options, runner)
        elif options.scenarios:
            environment = environment_for(options.build)
            files = [os.path.relpath(os.path.abspath(name), ROOT) for name in options.names]
            total = runner.run_all(scenario_commands(options.build, files, environment), environment)
        else:
            total = run_everything(options, runner)
    except KeyboardInterrupt:
        print('interrupted', file=sys.stderr)
        return 130
    if total.passed + total.failed == 0:
        total.failed += 1
        total.notes.append('FAILED: nothing ran; ./dev test --list has the names')
    print(f'\n{time.monotonic() - started:.0f} seconds')
    for note in sorted(total.notes, key=lambda note: not note.startswith('skipped')):
        print(note)
    print(f'{total.passed} passed, {total.failed} failed' + (f', {total.skipped} skipped' if total.skipped else ''))
    return 1 if total.failed else 0


if __name__ == '__main__':
    sys.exit(main())
