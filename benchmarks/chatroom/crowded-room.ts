import { cpuSeconds } from '../drupal/processor.ts';
import { busySince } from './busy.ts';
import { type Chatters, type Latency, startChatters } from './chatters.ts';
import { type Judges, openJudges } from './judges.ts';
import { latencyOf } from './latency.ts';
import { type ChatPage, openPages } from './pages.ts';
import { openRoom, type Room } from './room.ts';

export interface Sizes {
  /** All who read in the room, judges and pages among them. */
  readonly readers: number;
  /** Readers by the official SDK. */
  readonly judges: number;
  /** Real browsers. */
  readonly pages: number;
  /** Lines a second, one load after the other. */
  readonly rates: readonly number[];
  readonly seconds: number;
  /** Seconds at each rate that don't count, before. */
  readonly warmUpSeconds: number;
  /** Who all come back at once, and lines that each of them missed. */
  readonly storm: number;
  readonly missed: number;
  /** Milliseconds after the talk in which pages and judges have to get to its end. */
  readonly limitMs: number;
}

/** Lines at a rate. */
export interface Talk {
  readonly offeredPerSecond: number;
  readonly acknowledgedPerSecond: number;
  readonly lines: number;
  readonly refused: number;
  /** What the database holds of them. */
  readonly stored: number;
  readonly lost: number;
  readonly doubledOrOutOfOrder: number;
  readonly receipts: Latency;
  /** From the time a line was due to each reader. */
  readonly readers: Latency;
  readonly judges: Latency;
  readonly pages: readonly Latency[];
  /** Lines that each page had shown in the end; 0 for one that was too busy to tell. */
  readonly linesOnPages: readonly number[];
  /** Pages on which each line stood at the end, once and in order. */
  readonly wholePages: number;
  readonly statementsPerLine: number;
  readonly serverCores: number;
  readonly databaseCores: number;
  readonly readersCores: number;
  readonly judgesCores: number;
  /** Each browser with all of its processes. */
  readonly pagesCores: readonly number[];
  readonly machineBusy: number;
}

/** All come back. */
export interface Storm {
  readonly connections: number;
  readonly missed: number;
  /** Until the last has all. */
  readonly seconds: number;
  readonly caughtUp: number;
  readonly lost: number;
  readonly doubledOrOutOfOrder: number;
  readonly statements: number;
  readonly serverCpuSeconds: number;
  readonly databaseCpuSeconds: number;
}

export interface Measured {
  readonly talks: readonly Talk[];
  readonly storm: Storm;
}

/** Measures a room full of people; undefined where MariaDB isn't installed. @throws Error when a reader is lost */
export async function measureRoom(sizes: Sizes, chromium: string | undefined): Promise<Measured | undefined> {
  await using pages = chromium === undefined ? undefined : await openPages(chromium);
  await using room = await openRoom(
    Math.max(sizes.readers, sizes.storm),
    pages?.origin ?? 'http://localhost',
  );
  if (!room) return undefined;
  const talks: Talk[] = [];
  {
    const visitors: ChatPage[] = [];
    for (let uid = 1; pages && uid <= sizes.pages; uid++) {
      const token = room.tokens[uid - 1] ?? '';
      visitors.push(await pages.visit({ port: room.port, token, uid, name: `user ${uid}` }));
    }
    const first = visitors.length + 1;
    await using judges = await openJudges(room.port, room.tokens.slice(first - 1, first - 1 + sizes.judges));
    const mass = first + sizes.judges;
    await using chatters = startChatters(room.port, room.tokenFile(mass), sizes.readers - mass + 1);
    await chatters.command('open');
    for (const rate of sizes.rates) {
      await chatters.command(`talk ${rate} ${sizes.warmUpSeconds}`);
      talks.push(await talk({ room, chatters, judges, visitors }, rate, sizes));
    }
  }
  return { talks, storm: await storm(room, sizes) };
}

interface Present {
  readonly room: Room;
  readonly chatters: Chatters;
  readonly judges: Judges;
  readonly visitors: readonly ChatPage[];
}

async function talk(present: Present, rate: number, { seconds, limitMs }: Sizes): Promise<Talk> {
  const { room, chatters, judges, visitors } = present;
  const { head: start } = await room.stored();
  await Promise.all([judges.until(start, limitMs), ...visitors.map((page) => page.until(start, limitMs))]);
  await Promise.all([judges.forget(), ...visitors.map((page) => page.forget(limitMs))]);
  const others = () => Promise.all(visitors.map((page) => page.cpuSeconds()));
  const [before, judged, browsed, machine] = [
    await room.usage(),
    cpuSeconds(judges.pid),
    await others(),
    busySince(),
  ];
  const mass = await chatters.command(`talk ${rate} ${seconds}`);
  const [after, { share }] = [await room.usage(), busySince(machine)];
  const [judgedAfter, browsedAfter] = [cpuSeconds(judges.pid), await others()];
  const { head, lines } = await room.stored();
  const [verdict, ...screens] = await Promise.all([
    judges.until(head, limitMs),
    ...visitors.map((page) => page.until(head, limitMs)),
  ]);
  const standing = await Promise.all(visitors.map((page) => page.lines(limitMs)));
  const perSecond = (sum: number): number => sum / mass.seconds;
  return {
    offeredPerSecond: rate,
    acknowledgedPerSecond: perSecond(mass.acknowledged),
    lines: mass.acknowledged,
    refused: mass.refused,
    stored: head - start,
    lost:
      mass.missing +
      mass.behind +
      verdict.missing +
      verdict.behind +
      (head - lines) +
      Math.abs(mass.acknowledged - (head - start)),
    doubledOrOutOfOrder: mass.doubled + verdict.doubled,
    receipts: mass.receipts,
    readers: mass.screens,
    judges: latencyOf(verdict.times),
    pages: screens.map(({ times }) => latencyOf(times)),
    linesOnPages: screens.map(({ deliveries }) => deliveries),
    wholePages: standing.filter((seqs) => isWhole(seqs, head)).length,
    statementsPerLine: (after.statements - before.statements) / Math.max(1, mass.acknowledged),
    serverCores: perSecond(after.serverCpuSeconds - before.serverCpuSeconds),
    databaseCores: perSecond(after.databaseCpuSeconds - before.databaseCpuSeconds),
    readersCores: perSecond(mass.cpuSeconds),
    judgesCores: perSecond(judgedAfter - judged),
    pagesCores: browsedAfter.map((used, n) => perSecond(used - (browsed[n] ?? 0))),
    machineBusy: share,
  };
}

/** Do the lines on a page follow each other, up to the newest? */
function isWhole(seqs: readonly number[], head: number): boolean {
  return (
    seqs.at(-1) === head && seqs.every((seq, place) => place === 0 || seq === (seqs[place - 1] ?? 0) + 1)
  );
}

async function storm(room: Room, { storm: connections, missed }: Sizes): Promise<Storm> {
  await using returning = startChatters(room.port, room.tokenFile(1), connections);
  await using author = startChatters(room.port, room.tokenFile(connections), 1);
  await Promise.all([returning.command('open'), author.command('open')]);
  const { head: start } = await room.stored();
  await returning.command('cut');
  await author.command(`from ${start}`);
  await author.command(`talk ${missed * 2} 0.5`);
  const { head } = await room.stored();
  const before = await room.usage();
  const report = await returning.command(`return ${start} ${head}`);
  const after = await room.usage();
  return {
    connections,
    missed: head - start,
    seconds: report.seconds,
    caughtUp: report.caughtUp,
    lost: report.missing + report.behind,
    doubledOrOutOfOrder: report.doubled,
    statements: after.statements - before.statements,
    serverCpuSeconds: after.serverCpuSeconds - before.serverCpuSeconds,
    databaseCpuSeconds: after.databaseCpuSeconds - before.databaseCpuSeconds,
  };
}
