"""A client of Python's websockets: tells as JSON what it saw of the server at URL, as the user of TOKEN."""

import asyncio
import json
import sys

import websockets


async def main(url, token):
    seen = {}
    async with websockets.connect(url, max_size=None) as socket:
        seen["extensions"] = [str(extension) for extension in socket.extensions]

        async def ask(command):
            await socket.send(command)
            while True:
                answer = await socket.recv()
                if answer != "{}":
                    return json.loads(answer)

        def say(data):
            return json.dumps({"id": 2, "rpc": {"method": "echo.say", "data": data}}, ensure_ascii=False)

        seen["connect"] = "connect" in await ask(json.dumps({"id": 1, "connect": {"token": token}}))
        for length in (0, 125, 126, 10_000, 100_000):
            text = "é€𝄞" * (length // 9) + "x" * (length % 9)
            seen[f"echo {length}"] = (await ask(say(text)))["rpc"]["data"] == text
        text = say("in pieces ✓")
        pieces = [text[at : at + 5] for at in range(0, len(text), 5)]
        seen["fragments"] = (await ask(pieces))["rpc"]["data"]
        pong = await socket.ping(b"\x00\xff" * 60)
        await asyncio.wait_for(pong, 10)
        seen["pong"] = True
        await socket.close(4321, "enough")
        seen["close"] = socket.close_code

    async with websockets.connect(url) as socket:
        await socket.send(json.dumps({"id": 1, "connect": {"token": token + "x"}}))
        try:
            while True:
                await socket.recv()
        except websockets.ConnectionClosed as closed:
            seen["refused"] = [closed.rcvd.code, closed.rcvd.reason]

    print(json.dumps(seen))


asyncio.run(main(*sys.argv[1:]))
