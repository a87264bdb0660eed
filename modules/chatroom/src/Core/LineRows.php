<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * Rows of lines, and what hangs on them.
 *
 * @phpstan-import-type Row from \Drupal\chatroom\Core\Tables
 */
final class LineRows {

  private const NUMBERS = ['mid', 'rid', 'seq', 'changed', 'uid', 'reply_to', 'thread', 'replies', 'created', 'edited', 'deleted', 'deleted_by', 'pinned', 'files'];

  /**
   * A row with numbers where they belong, whichever driver read it.
   *
   * @param Row $row
   *   The row.
   *
   * @return Row
   *   The row.
   */
  public static function typed(array $row): array {
    foreach (self::NUMBERS as $column) {
      $row[$column] = (int) ($row[$column] ?? 0);
    }
    return $row;
  }

  /**
   * A line that is new.
   *
   * @return Row
   *   All of its columns but the id.
   */
  public static function ofDraft(Draft $draft, int $rid, int $seq, int $now): array {
    $text = $draft->text;
    return [
      'rid' => $rid,
      'seq' => $seq,
      'changed' => $seq,
      'uid' => $draft->uid,
      'client_id' => $draft->clientId,
      'name' => $draft->name,
      'kind' => $text->kind,
      'body' => $text->body,
      'html' => $text->html,
      'mentions' => implode(',', $text->mentions),
      'calls' => $text->calls,
      'reply_to' => $draft->replyTo,
      'thread' => $draft->thread,
      'replies' => 0,
      'created' => $now,
      'edited' => 0,
      'deleted' => 0,
      'deleted_by' => 0,
      'pinned' => 0,
      'files' => count($draft->files),
    ];
  }

  /**
   * A line as the push server makes one for pages of it.
   *
   * @param \Drupal\chatroom\Core\Tables $tables
   *   The tables.
   * @param Row $row
   *   Its row.
   *
   * @return array<string, mixed>
   *   The row, with what hangs on it.
   */
  public static function whole(Tables $tables, array $row): array {
    // A line that is as it was written has no reactions.
    $reactions = $row['changed'] > $row['seq'] ? $tables->select('chatroom_reaction', ['mid' => $row['mid']], ['created', 'uid']) : [];
    $files = $row['files'] > 0 ? $tables->select('chatroom_file', ['mid' => $row['mid']], ['fid']) : [];
    return [
      'row' => $row,
      'reactions' => array_map(static fn (array $given): array => ['emoji' => (string) $given['emoji'], 'uid' => (int) $given['uid']], $reactions),
      'files' => array_map(static fn (array $file): array => [
        'fid' => (int) $file['fid'],
        'name' => (string) $file['name'],
        'type' => (string) $file['type'],
        'size' => (int) $file['size'],
        'width' => (int) $file['width'],
        'height' => (int) $file['height'],
      ], $files),
    ];
  }

}
