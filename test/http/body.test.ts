// Bodies within bounds: each of them, and all that are unfinished together.
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Bodies } from "../../src/http/body.ts";
import { head } from "./edge.ts";

const bodies = new Bodies(100, 250);
let received = 0;
const server = createServer((request, response) => {
  request.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  bodies.read(request).then(
    (body) => response.end(`read: ${typeof body === "string" ? body : body.length}`),
    (error) => response.end(error.name),
  );
});
const sockets: Socket[] = [];
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  received = 0;
});
afterAll(() => server.close());

/** Begin a request with so many bytes of its body, and wait until they are there. */
async function begin(length: number, bytes: number) {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  const answer = new Promise<string>((resolve) => {
    let said = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /read: [\w ]+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  const before = received;
  socket.write(head("POST", "/", { "content-length": length }) + "x".repeat(bytes));
  while (received < before + bytes) await new Promise((resolve) => setTimeout(resolve, 5));
  return { answer, send: (more: number) => socket.write("x".repeat(more)), hangUp: () => socket.destroy() };
}

it("is read where it is not larger than allowed", async () => {
  expect(await (await begin(100, 100)).answer).toBe("read: 100");
  expect(await (await begin(101, 101)).answer).toBe("read: too large");
});

it("of many that are unfinished, the one too many is refused, and the others are read", async () => {
  const [one, two] = [await begin(100, 99), await begin(100, 99)];
  expect(await (await begin(100, 60)).answer).toBe("read: too many");
  one.send(1);
  two.send(1);
  expect([await one.answer, await two.answer]).toEqual(["read: 100", "read: 100"]);
});

it("whose sender goes away makes room again", async () => {
  for (let time = 0; time < 5; time += 1) (await begin(100, 99)).hangUp();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await (await begin(100, 100)).answer).toBe("read: 100");
});
