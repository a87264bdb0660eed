<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\Lines;
use Drupal\chatroom\Room;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Symfony\Component\HttpFoundation\HeaderUtils;
use Symfony\Component\HttpFoundation\StreamedResponse;

/**
 * Gives all lines of a room to who administers it.
 */
final class ExportController implements ContainerInjectionInterface {

  use AutowireTrait;

  private const COLUMNS = ['seq', 'created', 'uid', 'name', 'kind', 'body', 'reply_to', 'thread', 'edited', 'deleted', 'pinned'];

  public function __construct(
    private readonly Lines $lines,
  ) {}

  /**
   * Answers GET …/export/json and …/export/csv, a page of lines at a time.
   */
  public function export(Room $room, string $format): StreamedResponse {
    $write = $format === 'json' ? $this->json(...) : $this->csv(...);
    return new StreamedResponse(static fn () => $write($room), 200, [
      'Content-Type' => $format === 'json' ? 'application/json' : 'text/csv; charset=utf-8',
      'Content-Disposition' => HeaderUtils::makeDisposition('attachment', $room->name . '.' . $format),
      'X-Content-Type-Options' => 'nosniff',
      'Cache-Control' => 'no-store, private',
    ]);
  }

  /**
   * Writes JSON.
   */
  private function json(Room $room): void {
    $head = json_encode(['room' => $room->name, 'title' => $room->title], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    print substr($head, 0, -1) . ',"lines":[';
    $comma = '';
    foreach ($this->rows($room) as $row) {
      print $comma . "\n" . json_encode($row, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
      $comma = ',';
    }
    print "\n]}\n";
  }

  /**
   * Writes CSV, in which no text of a line is taken for a formula.
   */
  private function csv(Room $room): void {
    $out = fopen('php://output', 'w');
    assert(is_resource($out));
    fputcsv($out, self::COLUMNS, ',', '"', '');
    foreach ($this->rows($room) as $row) {
      $row = array_map(static fn (int|string $value): int|string => is_string($value) && preg_match('/^[=+\-@\t\r]/', $value) === 1 ? "'" . $value : $value, $row);
      fputcsv($out, $row, ',', '"', '');
    }
    fclose($out);
  }

  /**
   * The room's lines, page by page.
   *
   * @return iterable<array<string, int|string>>
   *   Columns of each; moments are written out.
   */
  private function rows(Room $room): iterable {
    $from = 1;
    do {
      $lines = $this->lines->between($room, $from);
      foreach ($lines as $line) {
        $from = (int) $line->seq + 1;
        $row = [];
        foreach (self::COLUMNS as $column) {
          $value = $line->$column;
          $row[$column] = match ($column) {
            'name', 'kind', 'body' => (string) $value,
            'created', 'edited', 'deleted', 'pinned' => (int) $value === 0 ? '' : gmdate('Y-m-d\TH:i:s', intdiv((int) $value, 1000)) . sprintf('.%03dZ', (int) $value % 1000),
            default => (int) $value,
          };
        }
        yield $row;
      }
    } while ($lines !== []);
  }

}
