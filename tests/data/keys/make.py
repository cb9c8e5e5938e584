"""Makes the RSA keys that no honest program makes. They protect nothing: python3 make.py"""

import random
from math import gcd, prod

random.seed(2026)


def is_prime(n):
    if any(n % p == 0 for p in (2, 3, 5, 7, 11, 13)):
        return False
    s = ((n - 1) & -(n - 1)).bit_length() - 1
    for _ in range(40):
        x = pow(random.randrange(2, n - 1), (n - 1) >> s, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def prime(bits, candidate=None):
    while True:
        p = candidate() if candidate else random.getrandbits(bits) | 3 << bits - 2 | 1
        if p.bit_length() == bits and gcd(p - 1, E) == 1 and is_prime(p):
            return p


def next_prime(p):
    p += 2
    while gcd(p - 1, E) != 1 or not is_prime(p):
        p += 2
    return p


def tlv(tag, value):
    size = len(value)
    if size < 128:
        return bytes([tag, size]) + value
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + value


def write(name, p, q):
    n = p * q
    d = pow(E, -1, (p - 1) * (q - 1) // gcd(p - 1, q - 1))
    numbers = (0, n, E, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
    integers = b"".join(tlv(2, x.to_bytes(x.bit_length() // 8 + 1, "big")) for x in numbers)
    with open(name, "wb") as file:
        file.write(tlv(0x30, integers))


E = 65537
p = prime(1024)
write("close-primes.p1", next_prime(p), p)

# CVE-2017-15361: p = k * M + 65537^a mod M.
m = prod(x for x in range(2, 168) if all(x % y for y in range(2, x)))
roca = lambda: random.getrandbits(1025 - m.bit_length()) * m + pow(E, random.getrandbits(200), m)
while True:
    p, q = prime(1024, roca), prime(1024, roca)
    if (p * q).bit_length() == 2048:
        break
write("roca.p1", p, q)

# A "prime" that is a product: every relation that needs no primality holds.
while True:
    composite = prime(512) * prime(512)
    if gcd(composite - 1, E) == 1 and composite.bit_length() == 1024:
        break
write("composite.p1", composite, prime(1024))

write("uneven.p1", prime(1648), prime(400))

while True:
    p, q = prime(1536), prime(512)
    if (p * q).bit_length() == 2048:
        break
write("shortest-prime.p1", p, q)
