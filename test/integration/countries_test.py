# SPDX-License-Identifier: Apache-2.0
"""The country of live clicks: by the operator's file, from the visitor's address to rules, balances and reports. The
file is made here, by the specification of the format (MaxMind DB 2.0)."""
import ipaddress
import os
import struct
import sys
import time
import unittest

from network import cases, wait_until
from shop import HostileCase, Shop

PLAN = 'pay 12% on sale when country in (FR, DE)\npay 1% on sale\n'


def packed_text(text):
    assert len(text) < 29
    return bytes([0x40 | len(text)]) + text.encode()


def packed_map(*pairs):
    return bytes([0xe0 | len(pairs)]) + b''.join(packed_text(name) + value for name, value in pairs)


def packed_short(number):
    return bytes([0xa2]) + struct.pack('>H', number)


def country_file(networks, built=None):
    """The bytes of a file that says these countries: {'203.0.113.0/24': 'FR'}."""
    nodes, entries = [[None, None]], b''
    for network, country in networks.items():
        network = ipaddress.ip_network(network)
        length = network.prefixlen + (96 if network.version == 4 else 0)
        bits = bin(int(network.network_address) | 1 << 128)[3:][:length]
        at = 0
        for bit in map(int, bits[:-1]):
            if nodes[at][bit] is None:
                nodes[at][bit] = len(nodes)
                nodes.append([None, None])
            at = nodes[at][bit]
        nodes[at][int(bits[-1])] = -1 - len(entries)  # an entry
        entries += packed_map(('country', packed_map(('iso_code', packed_text(country)))))

    def record(value):
        number = len(nodes) if value is None else value if value >= 0 else len(nodes) + 16 - 1 - value
        return struct.pack('>I', number)[1:]
    tree = b''.join(record(left) + record(right) for left, right in nodes)
    built = struct.pack('>Q', int(time.time()) if built is None else built)
    about = packed_map(
        ('binary_format_major_version', packed_short(2)), ('binary_format_minor_version', packed_short(0)),
        ('build_epoch', b'\x08\x02' + built), ('database_type', packed_text('Test-Country')),
        ('description', b'\xe0'), ('ip_version', packed_short(6)), ('languages', b'\x00\x04'),
        ('node_count', b'\xc4' + struct.pack('>I', len(nodes))), ('record_size', packed_short(24)))
    return tree + bytes(16) + entries + b'\xab\xcd\xefMaxMind.com' + about


class Located(HostileCase):
    is_serving = False

    @classmethod
    def setUpClass(cls):
        super(HostileCase, cls).setUpClass()
        try:
            cls.path = os.path.join(cls.network.folder, 'countries.mmdb')
            cls.write(country_file({'203.0.113.0/24': 'FR', '198.51.100.0/25': 'JP', '2001:db8:7::/48': 'DE'}))
            cls.network.start('--proxies', '127.0.0.1', '--countries', cls.path)
            cls.shop = Shop(cls.network, plan=PLAN)
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def write(cls, content):
        """As a careful tool does it: beside, then in its place."""
        with open(cls.path + '.new', 'wb') as file:
            file.write(content)
        os.replace(cls.path + '.new', cls.path)

    def click_from(self, address):
        answer = self.network.request('GET', f'/c/{self.shop.link["code"]}', headers={'X-Forwarded-For': address})
        self.assertEqual(answer.status, 302)
        return answer.header('location').split('click_id=')[1]

    def sale_from(self, address, order):
        """What a sale of 50.00 after a click from the address earns, in cents."""
        answer = self.shop.postback(click_id=self.click_from(address), order_id=order, amount='50.00', currency='EUR')
        self.assertEqual(answer.status, 200, answer.body)
        (commission,) = self.network.api('GET', '/conversions/' + answer.json['conversion']).json['commissions']
        return commission['amount']

    def rows_by_country(self):
        report = self.network.api('GET', f'/reports/performance?group_by=country&program_id={self.shop.program["id"]}')
        self.assertEqual(report.status, 200, report.body)
        return {row['country']: row for row in report.json['data']}

    def test_a_rules_follow_the_address(self):
        for order, address, earned in (('fr', '203.0.113.200', '6.00'), ('de', '2001:db8:7:1::5', '6.00'),
                                       ('jp', '198.51.100.127', '0.50'), ('none', '198.51.100.128', '0.50')):
            with self.subTest(address=address):
                self.assertEqual(self.sale_from(address, order)['amount'], earned)

    def test_b_reports_tell_the_countries(self):
        rows = self.rows_by_country()
        self.assertEqual({country: (row['clicks'], row['sales']) for country, row in rows.items()},
                         {'FR': (1, 1), 'DE': (1, 1), 'JP': (1, 1), '': (1, 1)})

    def test_c_visits_that_a_tag_reports_have_one(self):
        before = self.rows_by_country()['FR']['clicks']
        answer = self.network.request(
            'POST', '/e/visit', f'program_id={self.shop.program["id"]}&query=ref%3D{self.shop.link["code"]}&path=/',
            {'Content-Type': 'application/x-www-form-urlencoded', 'Origin': 'https://shop.example',
             'X-Forwarded-For': '203.0.113.1'})
        self.assertEqual((answer.status, answer.json['outcome']), (200, 'redirected'), answer.body)
        self.assertEqual(self.rows_by_country()['FR']['clicks'], before + 1)

    def test_d_the_address_is_not_kept_for_it(self):
        stored = self.network.sql('SELECT DISTINCT country, address_prefix FROM click ORDER BY country')
        self.assertIn(['FR', '203.0.113.0/24'], stored)
        self.assertNotIn('203.0.113.200', str(stored))

    def test_e_a_new_file_is_taken_up_and_a_bad_one_is_not(self):
        n = self.network
        self.write(b'nothing of the kind')
        wait_until(lambda: 'countries_refused' in n.log_text())
        self.assertEqual(self.sale_from('203.0.113.200', 'still')['amount'], '6.00')
        told = n.command('doctor', '--countries', self.path)
        self.assertEqual(told.returncode, 1, told.stdout)
        self.assertRegex(told.stdout, r'(?m)^PROBLEM +countries .*countries\.mmdb is not good')
        self.write(country_file({'203.0.113.0/24': 'JP', '198.51.100.128/25': 'FR'}))
        wait_until(lambda: 'countries_read networks=2' in n.log_text())
        self.assertEqual(self.sale_from('203.0.113.200', 'after')['amount'], '0.50')
        self.assertEqual(self.sale_from('198.51.100.128', 'after2')['amount'], '6.00')
        told = n.command('doctor', '--countries', self.path)
        self.assertRegex(told.stdout, r'(?m)^ok +countries 2 networks, made at 20')
        self.write(country_file({'203.0.113.0/24': 'JP'}, built=1_600_000_000))
        told = n.command('doctor', '--countries', self.path)
        self.assertEqual(told.returncode, 0)
        self.assertRegex(told.stdout, r'(?m)^WARNING +countries 1 networks, made at 2020-09-13T12:26:40')

    def test_f_a_server_does_not_start_without_its_file(self):
        n = self.network
        n.stop()
        try:
            for content in (b'', country_file({'203.0.113.0/24': 'FR'})[:-50], country_file({'203.0.113.0/24': 'x'})):
                with self.subTest(length=len(content)):
                    self.write(content)
                    done = n.command('serve', '--listen', '127.0.0.1:0', '--countries', self.path, timeout=60)
                    self.assertEqual(done.returncode, 2, done.stderr)
                    self.assertIn(f'{self.path} is not good', done.stderr)
                    self.assertEqual(len([line for line in done.stderr.splitlines() if 'event=' not in line]), 1)
            done = n.command('serve', '--listen', '127.0.0.1:0', '--countries', '/nowhere/x.mmdb', timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertIn('/nowhere/x.mmdb cannot be read', done.stderr)
        finally:
            n.start('--proxies', '127.0.0.1')

    def test_g_books_and_replay(self):
        self.assert_healthy()
        replay = self.network.command('replay')
        self.assertEqual(replay.returncode, 0, replay.stdout + replay.stderr)
        check = self.network.command('report', 'check')
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)


cases(globals(), Located)

if __name__ == '__main__':
    sys.exit(unittest.main())
