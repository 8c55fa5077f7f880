#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the outlines of src/web/chart/world.def out of Natural Earth's data.

    npm pack world-atlas@2.0.2; tar xzf world-atlas-2.0.2.tgz
    tools/gen_world.py package/countries-110m.json /usr/share/iso-codes/json/iso_3166-1.json > src/web/chart/world.def

Run by hand when the data change; the build needs neither npm nor the network. The data are in the public domain
(Natural Earth, 1:110 million, as TopoJSON by world-atlas, ISC); codes are those of Debian's iso-codes. The projection
is Equal Earth (Šavrič, Patterson, Jenny 2018), a thousand units wide, whole numbers, Antarctica left out.
"""
import json
import math
import sys

WIDTH = 1000
TOP, BOTTOM = 84, -58  # degrees of latitude that are drawn
MERIDIAN = 11  # in the middle, so that the cut goes through the Bering Strait
CODES = {'Kosovo': 'XK', 'N. Cyprus': 'CY', 'Somaliland': 'SO'}  # what has no number of its own
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(longitude, latitude):
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2 ** 3
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (
        3 * (9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1))
    return x, theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)


SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
SKY = equal_earth(0, TOP)[1]


def unwrapped(points):
    """A ring without a jump at the date line, around the middle of the drawing."""
    out = []
    for longitude, latitude in points:
        if out:
            longitude += 360 * round((out[-1][0] - longitude) / 360)
        out.append((longitude, latitude))
    middle = (min(x for x, _ in out) + max(x for x, _ in out)) / 2 - MERIDIAN
    turn = MERIDIAN + 360 * round(middle / 360)
    return [(x - turn, y) for x, y in out]


def place(longitude, latitude):
    x, y = equal_earth(longitude, max(BOTTOM, min(TOP, latitude)))
    return round(WIDTH / 2 + x * SCALE), round((SKY - y) * SCALE)


def decode(topology):
    scale, move = topology['transform']['scale'], topology['transform']['translate']
    arcs = []
    for arc in topology['arcs']:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(points)
    return arcs


def ring_path(ring, arcs):
    places = []
    for index in ring:
        places += arcs[index] if index >= 0 else arcs[~index][::-1]
    points = []
    for point in unwrapped(places):
        placed = place(*point)
        if not points or points[-1] != placed:
            points.append(placed)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        return ''
    out = [f'M{points[0][0]} {points[0][1]}l']
    steps = [f'{b[0] - a[0]} {b[1] - a[1]}' for a, b in zip(points, points[1:])]
    return out[0] + ' '.join(steps).replace(' -', '-') + 'z'


def rings(geometry):
    if geometry['type'] == 'Polygon':
        return geometry['arcs']
    return [ring for polygon in geometry['arcs'] for ring in polygon]


def main(arguments):
    with open(arguments[0], encoding='utf-8') as f:
        topology = json.load(f)
    with open(arguments[1], encoding='utf-8') as f:
        codes = {row['numeric']: row['alpha_2'] for row in json.load(f)['3166-1']}
    arcs = decode(topology)
    paths = {}
    for geometry in topology['objects']['countries']['geometries']:
        code = codes.get(geometry.get('id')) or CODES.get(geometry['properties']['name'])
        if code is None or code == 'AQ':
            continue
        paths[code] = paths.get(code, '') + ''.join(ring_path(ring, arcs) for ring in rings(geometry))
    print('// SPDX-License-Identifier: Apache-2.0')
    print('// Made by tools/gen_world.py from Natural Earth (public domain): do not edit. Code, outline.')
    print('// clang-format off')
    print(f'#define WORLD_WIDTH {WIDTH}')
    print(f'#define WORLD_HEIGHT {place(0, BOTTOM)[1]}')
    for code in sorted(paths):
        text = paths[code]
        pieces = [text[i:i + 100] for i in range(0, len(text), 100)]
        lines = '\n'.join(f'    "{piece}"' for piece in pieces)
        print(f'COUNTRY({code},\n{lines})')


if __name__ == '__main__':
    main(sys.argv[1:])
