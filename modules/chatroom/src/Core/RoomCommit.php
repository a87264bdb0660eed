<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * One room inside one transaction: gives its changes their numbers and writes them.
 *
 * Who opens one has the room's lock, so nobody else takes a number until the
 * commit. The push server's own writer keeps the same rules, and passes the
 * same tests.
 *
 * @phpstan-import-type Row from \Drupal\chatroom\Core\Tables
 * @phpstan-type Line array<string, mixed>
 */
final class RoomCommit {

  /**
   * Different emojis that a line takes.
   */
  private const EMOJIS = 20;

  /**
   * What is to be told of once all is committed.
   *
   * @var list<array{seq: int, lines: list<Line>}>
   */
  private array $events = [];

  private function __construct(
    private readonly Tables $tables,
    private readonly int $rid,
    public readonly string $epoch,
    private readonly int $before,
    private readonly int $now,
    private int $head,
  ) {}

  /**
   * Takes a room's lock; NULL when there is no such room.
   *
   * @param \Drupal\chatroom\Core\Tables $tables
   *   The tables, in a transaction.
   * @param string $name
   *   The room's name.
   * @param int $now
   *   Milliseconds since 1970.
   */
  public static function open(Tables $tables, string $name, int $now): ?self {
    // Writing first takes the room's lock, on SQLite the file's: who comes next sees what is read here as it will be.
    $tables->update('chatroom_room', ['name' => $name], ['name' => $name]);
    $room = $tables->select('chatroom_room', ['name' => $name])[0] ?? NULL;
    return $room === NULL ? NULL : new self($tables, (int) $room['rid'], (string) $room['epoch'], (int) $room['head_seq'], $now, (int) $room['head_seq']);
  }

  /**
   * Adds lines in this order; a draft whose line is there already gets that one.
   *
   * @param array<int, \Drupal\chatroom\Core\Draft> $drafts
   *   By whatever key.
   *
   * @return array<int, Line|Refusal>
   *   By the same.
   */
  public function append(array $drafts): array {
    $known = $this->linesOf($drafts);
    $placed = $this->rowsAt(array_merge(...array_values(array_map(static fn (Draft $draft): array => [$draft->replyTo, $draft->thread], $drafts))));
    $files = $this->filesOf($drafts);
    $fresh = [];
    $outcomes = [];
    foreach ($drafts as $index => $draft) {
      if (isset($known[$draft->key()]) || isset($fresh[$draft->key()])) {
        continue;
      }
      if (!self::isPlaced($draft, $placed)) {
        $outcomes[$index] = new Refusal(Refusal::UNKNOWN_LINE);
      }
      elseif (array_diff($draft->files, $files[$draft->uid] ?? []) !== []) {
        $outcomes[$index] = new Refusal(Refusal::UNKNOWN_FILE);
      }
      else {
        $fresh[$draft->key()] = $draft;
        // A file is in one line: none of the others of this group has it.
        $files[$draft->uid] = array_diff($files[$draft->uid] ?? [], $draft->files);
      }
    }
    foreach ($this->insert(array_values($fresh)) as $row) {
      $key = $row['uid'] . ' ' . $row['client_id'];
      $known[$key] = $row;
      if ($fresh[$key]->files !== []) {
        $this->tables->update('chatroom_file', ['mid' => (int) $row['mid']], ['fid' => $fresh[$key]->files, 'mid' => 0]);
      }
      $lines = [LineRows::whole($this->tables, $row)];
      if ($row['thread'] > 0) {
        // The next answer of this group finds it counted.
        $placed[(int) $row['thread']] = $this->countReply($placed[(int) $row['thread']], (int) $row['changed'], 1);
        $lines[] = LineRows::whole($this->tables, $placed[(int) $row['thread']]);
      }
      $this->events[] = ['seq' => (int) $row['seq'], 'lines' => $lines];
    }
    foreach ($drafts as $index => $draft) {
      $outcomes[$index] ??= $this->answer($draft, $known[$draft->key()] ?? NULL);
    }
    return $outcomes;
  }

  /**
   * Changes a line.
   *
   * @return Line|Refusal
   *   The line as it is then.
   */
  public function change(Change $change): array|Refusal {
    $row = $this->rowsAt([$change->seq])[$change->seq] ?? NULL;
    if ($row === NULL || ($row['deleted'] > 0 && $change->does !== 'delete')) {
      return new Refusal(Refusal::UNKNOWN_LINE);
    }
    if (!self::isAllowed($change, $row)) {
      return new Refusal(Refusal::NOT_ALLOWED);
    }
    $columns = match ($change->does) {
      'edit' => $this->edit($row, $change->text),
      'pin' => $change->isOn === $row['pinned'] > 0 ? NULL : ['pinned' => $change->isOn ? $this->now : 0],
      'delete' => $this->takeAway($row, $change->uid),
      default => $this->react($row, $change),
    };
    if ($columns instanceof Refusal) {
      return $columns;
    }
    if ($columns === NULL) {
      return LineRows::whole($this->tables, $row);
    }
    $columns['changed'] = ++$this->head;
    $this->tables->update('chatroom_message', $columns, ['mid' => $row['mid']]);
    $lines = [LineRows::whole($this->tables, $columns + $row)];
    $root = $change->does === 'delete' ? $this->rowsAt([(int) $row['thread']])[$row['thread']] ?? NULL : NULL;
    if ($root !== NULL) {
      $lines[] = LineRows::whole($this->tables, $this->countReply($root, $this->head, -1));
    }
    $this->events[] = ['seq' => $this->head, 'lines' => $lines];
    return $lines[0];
  }

  /**
   * Writes how far the room's numbers got.
   *
   * @return list<array{seq: int, lines: list<Line>}>
   *   What is to be told of once all is committed.
   */
  public function close(): array {
    if ($this->head > $this->before) {
      $this->tables->update('chatroom_room', ['head_seq' => $this->head], ['rid' => $this->rid]);
    }
    return $this->events;
  }

  /**
   * The stored lines that any of the drafts is a resend of.
   *
   * @param array<int, \Drupal\chatroom\Core\Draft> $drafts
   *   The drafts.
   *
   * @return array<string, Row>
   *   Rows by the keys of drafts.
   */
  private function linesOf(array $drafts): array {
    $ids = array_values(array_unique(array_map(static fn (Draft $draft): string => $draft->clientId, $drafts)));
    $rows = [];
    foreach ($this->tables->select('chatroom_message', ['client_id' => $ids]) as $row) {
      $rows[$row['uid'] . ' ' . $row['client_id']] = LineRows::typed($row);
    }
    return $rows;
  }

  /**
   * Lines of the room by their places.
   *
   * @param list<int> $seqs
   *   Places; 0 stands for none.
   *
   * @return array<int, Row>
   *   Rows by place.
   */
  private function rowsAt(array $seqs): array {
    $seqs = array_values(array_filter(array_unique($seqs)));
    $rows = [];
    foreach ($seqs === [] ? [] : $this->tables->select('chatroom_message', ['rid' => $this->rid, 'seq' => $seqs]) as $row) {
      $rows[(int) $row['seq']] = LineRows::typed($row);
    }
    return $rows;
  }

  /**
   * The files that drafts name and that are in no line yet.
   *
   * @param array<int, \Drupal\chatroom\Core\Draft> $drafts
   *   The drafts.
   *
   * @return array<int, list<int>>
   *   Ids by account.
   */
  private function filesOf(array $drafts): array {
    $ids = array_values(array_unique(array_merge(...array_values(array_map(static fn (Draft $draft): array => $draft->files, $drafts)))));
    $files = [];
    foreach ($ids === [] ? [] : $this->tables->select('chatroom_file', ['fid' => $ids, 'rid' => $this->rid, 'mid' => 0]) as $file) {
      $files[(int) $file['uid']][] = (int) $file['fid'];
    }
    return $files;
  }

  /**
   * Inserts the lines of drafts.
   *
   * @param list<\Drupal\chatroom\Core\Draft> $drafts
   *   The drafts.
   *
   * @return list<Row>
   *   Their rows.
   */
  private function insert(array $drafts): array {
    if ($drafts === []) {
      return [];
    }
    $rows = array_map(fn (Draft $draft): array => LineRows::ofDraft($draft, $this->rid, ++$this->head, $this->now), $drafts);
    $this->tables->insert('chatroom_message', $rows);
    foreach ($rows as $index => $row) {
      $this->mention($row, $drafts[$index]->text);
    }
    $inserted = $this->tables->select('chatroom_message', ['rid' => $this->rid, 'seq' => array_column($rows, 'seq')], ['seq']);
    return array_map(LineRows::typed(...), $inserted);
  }

  /**
   * Notes whom a line mentions beside its author.
   *
   * @param Row $row
   *   The line.
   * @param \Drupal\chatroom\Core\Text $text
   *   What it is to say.
   */
  private function mention(array $row, Text $text): void {
    $uids = array_values(array_diff($text->mentions, [(int) $row['uid']]));
    if ($uids !== []) {
      $this->tables->insert('chatroom_mention', array_map(fn (int $uid): array => ['uid' => $uid, 'rid' => $this->rid, 'seq' => (int) $row['seq']], $uids));
    }
  }

  /**
   * Forgets whom a line mentioned.
   */
  private function unmention(int $seq): void {
    $this->tables->delete('chatroom_mention', ['rid' => $this->rid, 'seq' => $seq]);
  }

  /**
   * Counts a line that came to a thread or left it.
   *
   * @param Row $root
   *   The thread's root.
   * @param int $changed
   *   The change that did it.
   * @param int $by
   *   How many came.
   *
   * @return Row
   *   The root as it is then.
   */
  private function countReply(array $root, int $changed, int $by): array {
    $columns = ['replies' => (int) $root['replies'] + $by, 'changed' => $changed];
    $this->tables->update('chatroom_message', $columns, ['mid' => $root['mid']]);
    return $columns + $root;
  }

  /**
   * What an edit changes of a line; NULL for nothing.
   *
   * @param Row $row
   *   The line.
   * @param \Drupal\chatroom\Core\Text|null $text
   *   What it is to say.
   *
   * @return Row|null
   *   Columns.
   */
  private function edit(array $row, ?Text $text): ?array {
    if ($text === NULL || ($text->body === $row['body'] && $text->kind === $row['kind'])) {
      return NULL;
    }
    $this->unmention((int) $row['seq']);
    $this->mention($row, $text);
    return [
      'kind' => $text->kind,
      'body' => $text->body,
      'html' => $text->html,
      'mentions' => implode(',', $text->mentions),
      'calls' => $text->calls,
      'edited' => $this->now,
    ];
  }

  /**
   * What taking a line away changes of it; NULL for nothing.
   *
   * @param Row $row
   *   The line.
   * @param int $by
   *   The account.
   *
   * @return Row|null
   *   Columns.
   */
  private function takeAway(array $row, int $by): ?array {
    if ($row['deleted'] > 0) {
      return NULL;
    }
    $this->tables->delete('chatroom_reaction', ['mid' => $row['mid']]);
    $this->unmention((int) $row['seq']);
    return [
      'body' => '',
      'html' => '',
      'mentions' => '',
      'calls' => '',
      'deleted' => $this->now,
      'deleted_by' => $by,
      'pinned' => 0,
      'files' => 0,
    ];
  }

  /**
   * Gives or takes a reaction; NULL for nothing.
   *
   * @param Row $row
   *   The line.
   * @param \Drupal\chatroom\Core\Change $change
   *   The reaction.
   *
   * @return Row|\Drupal\chatroom\Core\Refusal|null
   *   Columns of the line: none.
   */
  private function react(array $row, Change $change): array|Refusal|null {
    $given = $this->tables->select('chatroom_reaction', ['mid' => $row['mid']]);
    $own = array_filter($given, static fn (array $reaction): bool => (int) $reaction['uid'] === $change->uid && $reaction['emoji'] === $change->emoji);
    if (($own !== []) === $change->isOn) {
      return NULL;
    }
    if (!$change->isOn) {
      $this->tables->delete('chatroom_reaction', ['mid' => $row['mid'], 'uid' => $change->uid, 'emoji' => $change->emoji]);
      return [];
    }
    if (count(array_unique([...array_column($given, 'emoji'), $change->emoji])) > self::EMOJIS) {
      return new Refusal(Refusal::TOO_MANY_REACTIONS);
    }
    $this->tables->insert('chatroom_reaction', [['mid' => $row['mid'], 'uid' => $change->uid, 'emoji' => $change->emoji, 'created' => $this->now]]);
    return [];
  }

  /**
   * What the author of a draft is answered.
   *
   * @param \Drupal\chatroom\Core\Draft $draft
   *   The draft.
   * @param Row|null $row
   *   The line of its author that has its id.
   *
   * @return Line|Refusal
   *   The line, if it is the draft's.
   */
  private function answer(Draft $draft, ?array $row): array|Refusal {
    // An edited line is still the one that was sent; what it said first isn't known any more.
    if ($row !== NULL && $row['rid'] === $this->rid && ($row['body'] === $draft->text->body || $row['edited'] > 0 || $row['deleted'] > 0)) {
      return LineRows::whole($this->tables, $row);
    }
    return new Refusal(Refusal::CLIENT_ID_TAKEN);
  }

  /**
   * Are the line that a draft answers and its thread's root there? Threads are one level deep.
   *
   * @param \Drupal\chatroom\Core\Draft $draft
   *   The draft.
   * @param array<int, Row> $rows
   *   Lines by place.
   */
  private static function isPlaced(Draft $draft, array $rows): bool {
    $root = $rows[$draft->thread] ?? NULL;
    return ($draft->replyTo === 0 || isset($rows[$draft->replyTo]))
      && ($draft->thread === 0 || ($root !== NULL && $root['thread'] === 0 && $root['deleted'] === 0));
  }

  /**
   * May the account do this to the line?
   *
   * @param \Drupal\chatroom\Core\Change $change
   *   What it does.
   * @param Row $row
   *   The line.
   */
  private static function isAllowed(Change $change, array $row): bool {
    // A moderator takes words away, but puts none into another's mouth.
    $isOwn = $row['uid'] === $change->uid && $change->uid !== 0;
    return match ($change->does) {
      'react' => TRUE,
      'pin' => $change->mayModerate,
      'delete' => $isOwn || $change->mayModerate,
      default => $isOwn,
    };
  }

}
