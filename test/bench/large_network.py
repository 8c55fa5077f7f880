# SPDX-License-Identifier: Apache-2.0
"""A large network from a seed, through the program's own import: partners, links, clicks, conversions with their books.

Kept under build/ and used again while it has the size that is asked for. Eight programs of four advertisers, three
offers each; each partner promotes one or two of them. Partners are unlike: the strongest has hundreds of times the
clicks of the median. Traffic follows the hours of the day and grows slowly over the days; the last click lies shortly
before the network was made."""
import itertools
import json
import math
import os
import random
import shutil
import tempfile
import time

import bench
import network
from bench import say

DAY_MS = 86400000
HOUR_MS = 3600000
PROGRAMS = [  # name, plan
    ('Nordlicht Outdoor', 'pay 8% on sale\ncap 60.00 EUR per sale\nhold 14 days\n'),
    ('Brightdesk Partners', 'pay 6.00 EUR on lead\npay 20% on sale\nhold 30 days\n'),
    ('Kaffeehaus Versand', 'pay 6% on sale\nhold 14 days\n'),
    ('Bergrad Verleih', 'pay 9% on sale\nhold 14 days\n'),
    ('Lumen Leuchten', 'pay 5% on sale\nhold 21 days\n'),
    ('Papeterie Lac', 'pay 10% on sale\nhold 14 days\n'),
    ('Segelschule Ost', 'pay 25.00 EUR on sale\nhold 30 days\n'),
    ('Teehaus Kanton', 'pay 7% on sale\nhold 14 days\n'),
]
ADVERTISERS = 4
OFFERS = 3
MAP = ('time=time,partner=partner,offer=offer,visitor=visitor,agent=agent,country=country,source=source,sub1=sub1,'
       'conversion_time=sold,order_id=order,amount=amount,status=status,goal=:sale')
HEAD = 'time,partner,offer,visitor,agent,country,source,sub1,sold,order,amount,status\n'
COUNTRIES = ('DE FR US GB IT ES NL AT CH PL SE NO DK FI BE CZ PT IE JP CA AU BR IN RU TR GR HU RO MX ZA'.split())
AGENTS = [  # one word each is enough for the class of device
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15',
    'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1',
]
AGENT_WEIGHTS = [34, 24, 26, 11, 5]
SOURCES = ['', '', '', 'newsletter', 'blog', 'video']
HOURS = [2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 11, 12, 11, 10, 10, 10, 11, 12, 13, 13, 11, 8, 4]
SKEW = 0.8  # the partner of rank r has clicks in proportion to 1 / r^SKEW
MEMORY = '/dev/shm'


def running_sums(weights):
    return list(itertools.accumulate(weights))


def hour_shares(begin_hour, hours, growth=0.4):
    """The share of each hour, in running sums: hours of the day, weekends a little less, growth over the whole time."""
    shares = []
    for number in range(hours):
        hour = begin_hour + number
        weekend = 0.8 if (hour // 24 + 3) % 7 >= 5 else 1.0
        shares.append(HOURS[hour % 24] * weekend * (1 + growth * number / hours))
    return running_sums(shares)


def enrolled(program, partners):
    """Partners of a program by strength: every eighth, and every third of those of the program before."""
    count = len(PROGRAMS)
    return [p for p in range(partners)
            if p % count == program or (p % count == (program - 1) % count and p // count % 3 == 0)]


def write_events(file, program, size, chance, end_ms):
    """The rows of one program in order of time."""
    hours = size['days'] * 24
    begin_hour = end_ms // HOUR_MS - hours
    shares = hour_shares(begin_hour, hours)
    members = enrolled(program, size['partners'])
    strengths = running_sums(1 / (rank + 1) ** SKEW for rank in range(len(members)))
    countries = running_sums(1 / (rank + 1) for rank in range(len(COUNTRIES)))
    clicks = size['clicks'] // len(PROGRAMS)
    sale_share = size['conversions'] / size['clicks']
    visitors = max(1, clicks * 2 // 3)
    spread = clicks / shares[-1]
    done, order = 0, 0
    for number in range(hours):
        upto = round(shares[number] * spread)
        count, done = upto - done, upto
        begin = (begin_hour + number) * HOUR_MS
        times = sorted(chance.choices(range(HOUR_MS), k=count))
        who = chance.choices(members, cum_weights=strengths, k=count)
        where = chance.choices(COUNTRIES, cum_weights=countries, k=count)
        agents = chance.choices(AGENTS, AGENT_WEIGHTS, k=count)
        dice = [chance.random() for _ in range(count)]
        lines = []
        for i in range(count):
            at, partner, die = begin + times[i], who[i], dice[i]
            # The partner's main offer, and in a sixth of its clicks another: one more link each.
            offer = partner // 8 % OFFERS if times[i] % 6 else (partner // 8 + 1) % OFFERS
            # Digits of the die that nothing else has used.
            rest = int(die * 1e9)
            line = (f'{at},p{partner:05},{OFFER_NAMES[offer]},v{rest % visitors},{agents[i]},{where[i]},'
                    f'{SOURCES[rest % 6]},c{partner % 7 * 3 + rest % 5},')
            if die < sale_share:
                order += 1
                sold = min(at + 60000 + int(chance.expovariate(1 / (6 * HOUR_MS))), end_ms - 1)
                cents = 900 + int(math.exp(chance.gauss(8.3, 0.8)))
                state = STATES[order % 20]
                line += f'{sold},W{program}-{order},{cents // 100}.{cents % 100:02},{state}'
            else:
                line += ',,,'
            lines.append(line)
        if lines:
            file.write('\n'.join(lines) + '\n')


OFFER_NAMES = ['Main shop', 'Sale of the week', 'Gift cards']
STATES = ['pending'] * 3 + ['rejected'] + ['approved'] * 16


def make_nouns(n, partners):
    """Advertisers, programs, offers, and partners with names; links come with their first click."""
    n.start()
    programs = []
    for number, (name, plan) in enumerate(PROGRAMS):
        if number < ADVERTISERS:
            programs.append({'advertiser': n.create('/advertisers', name=f'{name} GmbH', currency='EUR')})
        else:
            programs.append({'advertiser': programs[number - ADVERTISERS]['advertiser']})
        program = n.create('/programs', advertiser_id=programs[number]['advertiser']['id'], name=name, currency='EUR',
                           window_days=30, hold_days=14)
        answer = n.api('PUT', f'/programs/{program["id"]}/plan', {'text': plan})
        assert answer.status == 200, answer.body
        goals = ['lead', 'sale'] if 'on lead' in plan else ['sale']
        for offer in OFFER_NAMES:
            n.create('/offers', program_id=program['id'], name=offer, destination_url=f'https://shop{number}.example/',
                     goals=goals)
        programs[number]['id'] = program['id']
    n.stop()
    return programs


class Kept(network.Network):
    """A network in a folder that stays. It is made in memory where there is such a place, because a link is a commit of
    its own, and put where it stays when it is whole."""

    def __init__(self, folder=None, told=None):
        if told is None:
            tempfile.tempdir = MEMORY if os.path.isdir(MEMORY) and os.access(MEMORY, os.W_OK) else None
            super().__init__('sqlite')
            tempfile.tempdir = None
            return
        super().__init__('sqlite', is_made=False)
        os.rmdir(self.folder)
        self.token = told['token']
        self.folder, self.data = folder, os.path.join(folder, 'data')

    def keep(self, folder, told):
        with open(os.path.join(self.folder, 'network.json'), 'w', encoding='utf-8') as file:
            json.dump(told, file)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        shutil.move(self.folder, folder)
        self.folder, self.data = folder, os.path.join(folder, 'data')

    def close(self):
        """Stops the server and leaves the rest."""
        if self.process is not None:
            self.stop()


class Moved(network.Network):
    """The same network in PostgreSQL, moved there by the program; gone when it is closed."""

    def __init__(self, kept):
        super().__init__('postgres', is_made=False)
        self.token = kept.token
        shutil.copytree(kept.data, self.data)
        location = self.environment.pop('TRIBUTARY_DATABASE')
        begin = time.monotonic()
        self.command('migrate', '--to', location, check=True, timeout=7200)
        self.environment['TRIBUTARY_DATABASE'] = location
        self.psql('VACUUM ANALYZE')
        say(f'moved to PostgreSQL in {time.monotonic() - begin:.0f} s')


def large_network(size, database='sqlite', seed=1):
    """size: partners, clicks, conversions, days. The network, not serving, and what is known of it."""
    words = '-'.join(str(size[name]) for name in ('partners', 'clicks', 'conversions', 'days'))
    folder = os.path.join(bench.ROOT, 'build', 'bench', f'network-{words}-{seed}')
    note = os.path.join(folder, 'network.json')
    if os.path.exists(note):
        with open(note, encoding='utf-8') as file:
            told = json.load(file)
        n = Kept(folder, told)
        n.command('migrate', check=True, timeout=7200)
    else:
        n, told = make(folder, size, seed)
    return (n if database == 'sqlite' else Moved(n)), told


def make(folder, size, seed):
    say(f'making {size["clicks"]:,} clicks and {size["conversions"]:,} conversions of {size["partners"]:,} partners '
        f'over {size["days"]} days from seed {seed}')
    begin = time.monotonic()
    n = Kept()
    programs = make_nouns(n, size['partners'])
    end_ms = int(time.time() * 1000) - 60000
    for number, program in enumerate(programs):
        path = os.path.join(n.folder, 'events.csv')
        with open(path, 'w', encoding='ascii') as file:
            file.write(HEAD)
            write_events(file, number, size, random.Random(seed * 1000 + number), end_ms)
        made = time.monotonic()
        n.command('import', 'events', path, '--program', program['id'], '--map', MAP, check=True, timeout=7200)
        os.unlink(path)
        say(f'  program {number + 1} of {len(programs)}: imported in {time.monotonic() - made:.0f} s, '
            f'{time.monotonic() - begin:.0f} s so far')
    told = {'size': size, 'seed': seed, 'token': n.token, 'end_ms': end_ms,
            'programs': [{'id': p['id'], 'postback_token': p['advertiser']['postback_token']} for p in programs],
            'seconds': round(time.monotonic() - begin)}
    n.keep(folder, told)
    return n, told
