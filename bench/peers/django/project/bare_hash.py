"""Hashes passwords for so many milliseconds as this project does, and tells how many and what processor time they took."""

import json
import sys
import time

import django
from django.contrib.auth.hashers import make_password

django.setup()
make_password("the first hash of a process takes longer")
milliseconds = int(sys.argv[1])
began, cpu_began = time.monotonic(), time.process_time()
hashes = 0
while (time.monotonic() - began) * 1000 < milliseconds:
    make_password("Kv7#mQ2$wZ9p")
    hashes += 1
print(
    json.dumps(
        {
            "hashes": hashes,
            "milliseconds": (time.monotonic() - began) * 1000,
            "cpuMilliseconds": (time.process_time() - cpu_began) * 1000,
        }
    )
)
