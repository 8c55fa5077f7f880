# SPDX-License-Identifier: Apache-2.0
"""100,000 real clicks and 227 installs: imported with their own times, and once more through the HTTP server. Expected
counts were published with the log or computed from it independently of the product (expected_by_*.csv)."""
import collections
import csv
import decimal
import io
import os
import sys
import unittest

import click_log
from network import NetworkCase, cases, click_id_of

PLAN = 'pay 0.40 USD on lead\npay 0.001 USD on click\n'
MAP = 'partner=channel,offer=app,time=click_time,visitor=ip+device+os,conversion_time=attributed_time,goal=:lead'
RANGE = 'from=2017-11-06T00:00:00Z&to=2017-11-11T00:00:00Z'


def money(value):
    """What an exact sum of dollars is once rounded: half away from zero, to the cent."""
    return decimal.Decimal(value).quantize(decimal.Decimal('0.01'), rounding=decimal.ROUND_HALF_UP)


def delay(row):
    """Seconds from the click to the install."""
    return (click_log.instant(row['attributed_time']) - click_log.instant(row['click_time'])).total_seconds()


@unittest.skipUnless(click_log.is_present(), 'the click log is not beside the checkout')
class ImportedLog(NetworkCase):
    currency = 'USD'
    is_serving = False

    def program(self, window):
        n = self.network
        n.start()
        if not hasattr(type(self), 'advertiser'):
            type(self).advertiser = n.create('/advertisers', name='Apps', currency='USD')
        program = n.create('/programs', advertiser_id=self.advertiser['id'], name='Apps ' + window, currency='USD',
                           window=window)
        answer = n.api('PUT', f'/programs/{program["id"]}/plan', {'text': PLAN})
        self.assertEqual(answer.status, 200, answer.body)
        n.stop()
        return program['id']

    def write_log(self, rows):
        path = os.path.join(self.network.folder, 'clicks.csv')
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator='\n')
        writer.writeheader()
        writer.writerows(rows)
        with open(path, 'w', encoding='ascii') as file:
            file.write(out.getvalue())
        return path

    def test_the_log(self):
        n = self.network
        rows = click_log.read()
        path = self.write_log(rows)
        day = self.program('P1D')
        result = n.command('import', 'events', path, '--program', day, '--map', MAP, check=True)
        self.assertIn('100000', (result.stdout + result.stderr).replace(',', '').replace(' ', ''))
        n.start()
        self.check_day(rows, day)
        facts = self.totals(day)
        n.stop()
        # A second run changes nothing.
        before = self.rows_of_tables()
        n.command('import', 'events', path, '--program', day, '--map', MAP, check=True)
        n.start()
        self.assertEqual(self.totals(day), facts)
        self.assertEqual(self.rows_of_tables(), before)
        n.stop()
        self.check_hour(rows, path)
        self.assertEqual(n.command('ledger', 'check').returncode, 0)
        replay = n.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)

    def partner_codes(self):
        codes, cursor = {}, ''
        while cursor is not None:
            page = self.network.api('GET', '/partners?limit=500' + (f'&cursor={cursor}' if cursor else '')).json
            codes.update({p['id']: p['code'] for p in page['data']})
            cursor = page['next']
        return codes

    def rows_of_tables(self):
        """How many of what an import may write. What the server's jobs release meanwhile is not of it."""
        tables = [f'{table} WHERE 1 = 1' for table in (
            'click', 'conversion', 'conversion_evidence', 'commission', 'click_accrual', 'performance', 'partner',
            'link', 'offer')]
        tables += ["commission_change WHERE cause <> 'released'", "ledger_entry WHERE kind <> 'release'",
                   "ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id WHERE e.kind <> 'release'"]
        return {table: self.network.sql(f'SELECT count(*) FROM {table}') for table in tables}

    def totals(self, program):
        answer = self.network.api('GET', f'/reports/performance?program_id={program}&group_by=partner&{RANGE}')
        self.assertEqual(answer.status, 200, answer.body)
        report = answer.json
        report.pop('as_of', None)
        return report

    def check_day(self, rows, program):
        n = self.network
        by_channel = click_log.expected('channel')
        report = self.totals(program)
        found = {row['partner_code']: row for row in report['data']}
        self.assertEqual({code: (row['clicks'], row['leads']) for code, row in found.items()}, by_channel)
        self.assertEqual((report['total']['clicks'], report['total']['leads']), (100000, 227))
        for field in ('clicks', 'unique_clicks', 'leads', 'sales', 'rejected', 'refunded'):
            self.assertEqual(report['total'][field], sum(row[field] for row in report['data']), field)
        apps = n.api('GET', f'/reports/performance?program_id={program}&group_by=offer&{RANGE}').json
        by_app = {row['offer_name']: (row['clicks'], row['leads']) for row in apps['data'] if row['offer_name']}
        self.assertEqual(by_app, click_log.expected('app'))
        # 0.40 an install and a tenth of a cent a click, per partner, rounded with the rest carried.
        partners = {code: number for number, code in self.partner_codes().items()}
        for code, (clicks, installs) in by_channel.items():
            exact = clicks * decimal.Decimal('0.001') + installs * decimal.Decimal('0.40')
            commission = decimal.Decimal(found[code]['commission']['amount'])
            self.assertEqual(commission, money(exact), code)
            balance = n.api('GET', f'/partners/{partners[code]}/balance').json
            held = sum((decimal.Decimal(entry[kind]['amount']) for entry in balance['data']
                        for kind in ('pending', 'available')), decimal.Decimal(0))
            self.assertEqual(held, money(exact), code)

    def check_hour(self, rows, path):
        n = self.network
        hour = self.program('PT1H')
        n.command('import', 'events', path, '--program', hour, '--map', MAP, check=True)
        within = collections.Counter(row['channel'] for row in rows
                                     if row['is_attributed'] == '1' and delay(row) <= 3600)
        self.assertEqual(sum(within.values()), 227 - 62)  # 62 delays are over one hour (published with the log)
        n.start()
        answer = n.api('GET', f'/conversions?program_id={hour}&limit=500').json
        self.assertEqual(len(answer['data']), 227)
        report = self.totals(hour)
        credited = {row['partner_code']: row['leads'] for row in report['data'] if row['partner_code'] and row['leads']}
        self.assertEqual(credited, dict(within))
        # Which ones, each by its instant and partner; the others name the window.
        codes = self.partner_codes()
        found = collections.Counter((codes[c['attribution']['partner_id']], c['occurred_at'])
                                    for c in answer['data'] if c['attribution']['partner_id'])
        self.assertEqual(found, collections.Counter(
            (row['channel'], click_log.instant(row['attributed_time']).strftime('%Y-%m-%dT%H:%M:%SZ'))
            for row in rows if row['is_attributed'] == '1' and delay(row) <= 3600))
        late = [c for c in answer['data'] if not c['attribution']['partner_id']]
        self.assertEqual((len(late), {c['attribution']['cause'] for c in late}), (62, {'outside_window'}))
        self.assertEqual(collections.Counter(c['occurred_at'] for c in late), collections.Counter(
            click_log.instant(row['attributed_time']).strftime('%Y-%m-%dT%H:%M:%SZ')
            for row in rows if row['is_attributed'] == '1' and delay(row) > 3600))
        n.stop()


@unittest.skipUnless(click_log.is_present(), 'the click log is not beside the checkout')
class LogOverHTTP(NetworkCase):
    currency = 'USD'

    def test_the_log_through_the_server(self):
        n = self.network
        rows = click_log.read()
        advertiser = n.create('/advertisers', name='Apps', currency='USD')
        program = n.create('/programs', advertiser_id=advertiser['id'], name='Apps', currency='USD', window_days=1)
        n.api('PUT', f'/programs/{program["id"]}/plan', {'text': PLAN})
        offers, partners, links = {}, {}, {}
        for row in rows:
            app, channel = row['app'], row['channel']
            if app not in offers:
                offers[app] = n.create('/offers', program_id=program['id'], name=app, goals=['lead'],
                                       destination_url=f'https://apps.example/{app}')['id']
            if channel not in partners:
                partners[channel] = n.create('/partners', code=channel, name='Channel ' + channel,
                                             email=f'c{channel}@example.com')['id']
                n.create('/enrollments', partner_id=partners[channel], program_id=program['id'], status='approved')
            if (channel, app) not in links:
                links[channel, app] = n.create('/links', partner_id=partners[channel], offer_id=offers[app])['code']
        locations = click_log.send_clicks(n.port, [f'/c/{links[row["channel"], row["app"]]}' for row in rows])
        self.assertEqual(len(set(locations)), len(rows))
        for number, (row, location) in enumerate(zip(rows, locations)):
            self.assertTrue(location.startswith(f'https://apps.example/{row["app"]}?click_id='))
            if row['is_attributed'] == '1':
                answer = n.postback(advertiser['postback_token'], click_id=click_id_of(location), goal='lead',
                                    order_id=f'install-{number}')
                self.assertEqual((answer.status, answer.json['status']), (200, 'approved'), answer.body)
        report = n.api('GET', '/reports/performance?group_by=partner').json
        self.assertEqual({row['partner_code']: (row['clicks'], row['leads']) for row in report['data']},
                         click_log.expected('channel'))
        apps = n.api('GET', '/reports/performance?group_by=offer').json
        self.assertEqual({row['offer_name']: (row['clicks'], row['leads']) for row in apps['data']},
                         click_log.expected('app'))
        self.assertEqual(report['received']['clicks'], 100000)
        self.assertEqual(n.stop(), 0)
        self.assertEqual(n.command('ledger', 'check').returncode, 0)


cases(globals(), ImportedLog, LogOverHTTP)

if __name__ == '__main__':
    sys.exit(unittest.main())
