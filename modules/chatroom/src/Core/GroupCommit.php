<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * Commits a group of wishes in one transaction and answers each at its own place.
 */
final class GroupCommit {

  /**
   * Most wishes in one group.
   */
  public const LIMIT = 500;

  /**
   * Wires it.
   *
   * @param \Drupal\chatroom\Core\Tables $tables
   *   The tables.
   * @param \Drupal\chatroom\Core\Gate $gate
   *   Looks at what is new.
   * @param \Closure(): int $now
   *   The clock, in milliseconds since 1970.
   */
  public function __construct(
    private readonly Tables $tables,
    private readonly Gate $gate,
    private readonly \Closure $now,
  ) {}

  /**
   * Reads the wishes of a request; NULL unless they are as agreed.
   *
   * @return list<\Drupal\chatroom\Core\Draft|\Drupal\chatroom\Core\Change>|null
   *   The wishes.
   */
  public static function read(string $json): ?array {
    $given = json_decode($json, TRUE, 8);
    $given = is_array($given) ? $given['wishes'] ?? NULL : NULL;
    if (!is_array($given) || !array_is_list($given) || count($given) > self::LIMIT) {
      return NULL;
    }
    $wishes = [];
    foreach ($given as $value) {
      $members = Members::of($value);
      $wish = $members === NULL ? NULL : ($members->has('deed') ? Change::read($members) : Draft::read($members));
      if ($wish === NULL) {
        return NULL;
      }
      $wishes[] = $wish;
    }
    return $wishes;
  }

  /**
   * Commits wishes.
   *
   * @param list<\Drupal\chatroom\Core\Draft|\Drupal\chatroom\Core\Change> $wishes
   *   Those of one room in the order in which they were made.
   *
   * @return array{outcomes: list<array<string, mixed>>, news: list<array<string, mixed>>}
   *   For each wish, the line or why there is none; by room, what changed.
   */
  public function commit(array $wishes): array {
    $outcomes = $this->refusals($wishes);
    $rooms = [];
    foreach ($wishes as $index => $wish) {
      if (!isset($outcomes[$index])) {
        $rooms[$wish->room][$index] = $wish;
      }
    }
    // Always in the order of their names: two requests that lock several rooms never wait for each other.
    ksort($rooms, SORT_STRING);
    $news = [];
    $this->tables->transact(function () use ($rooms, &$outcomes, &$news): void {
      foreach ($rooms as $name => $group) {
        $room = RoomCommit::open($this->tables, (string) $name, ($this->now)());
        $outcomes += $room === NULL
          ? array_fill_keys(array_keys($group), new Refusal(Refusal::UNKNOWN_ROOM))
          : self::commitTo($room, $group);
        $events = $room?->close() ?? [];
        if ($room !== NULL && $events !== []) {
          $news[] = ['room' => (string) $name, 'epoch' => $room->epoch, 'events' => $events];
        }
      }
    });
    ksort($outcomes);
    $answers = array_map(static fn (array|Refusal $outcome): array => $outcome instanceof Refusal
      ? ['error' => ['code' => $outcome->code, 'message' => $outcome->message]]
      : ['line' => $outcome], array_values($outcomes));
    return ['outcomes' => $answers, 'news' => $news];
  }

  /**
   * Fulfils the wishes of a room: drafts that follow each other together, each change alone.
   *
   * @param \Drupal\chatroom\Core\RoomCommit $room
   *   The room.
   * @param array<int, \Drupal\chatroom\Core\Draft|\Drupal\chatroom\Core\Change> $wishes
   *   By their places.
   *
   * @return array<int, array<string, mixed>|\Drupal\chatroom\Core\Refusal>
   *   By the same.
   */
  private static function commitTo(RoomCommit $room, array $wishes): array {
    $outcomes = [];
    $drafts = [];
    foreach ($wishes as $index => $wish) {
      if ($wish instanceof Draft) {
        $drafts[$index] = $wish;
        continue;
      }
      $outcomes += $drafts === [] ? [] : $room->append($drafts);
      $drafts = [];
      $outcomes[$index] = $room->change($wish);
    }
    return $outcomes + ($drafts === [] ? [] : $room->append($drafts));
  }

  /**
   * What the site's own code doesn't take.
   *
   * @param list<\Drupal\chatroom\Core\Draft|\Drupal\chatroom\Core\Change> $wishes
   *   The wishes.
   *
   * @return array<int, \Drupal\chatroom\Core\Refusal>
   *   By the places of those.
   */
  private function refusals(array $wishes): array {
    $ids = [];
    foreach ($wishes as $wish) {
      if ($wish instanceof Draft) {
        $ids[$wish->clientId] = $wish->clientId;
      }
    }
    $known = [];
    foreach ($ids === [] ? [] : $this->tables->select('chatroom_message', ['client_id' => array_values($ids)]) as $row) {
      $known[$row['uid'] . ' ' . $row['client_id']] = TRUE;
    }
    $refusals = [];
    foreach ($wishes as $index => $wish) {
      $refusal = match (TRUE) {
        $wish instanceof Change => $wish->text === NULL ? NULL : $this->gate->refusal($wish->room, $wish->uid, $wish->text, $wish->seq),
        isset($known[$wish->key()]) => NULL,
        default => $this->gate->refusal($wish->room, $wish->uid, $wish->text, NULL),
      };
      if ($refusal !== NULL) {
        $refusals[$index] = $refusal;
      }
    }
    return $refusals;
  }

}
