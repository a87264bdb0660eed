<?php

/**
 * @file
 * Answers as the module's route does, on a database that is no Drupal's.
 */

declare(strict_types=1);

use Drupal\chatroom\Core\Gate;
use Drupal\chatroom\Core\GroupCommit;
use Drupal\chatroom\Core\Refusal;
use Drupal\chatroom\Core\Text;

require __DIR__ . '/../../../../modules/chatroom/src/Core/autoload.php';
require __DIR__ . '/PdoTables.php';

header('Content-Type: application/json');
$wishes = GroupCommit::read((string) file_get_contents('php://input'));
if ($wishes === NULL) {
  http_response_code(400);
  exit('{}');
}
$gate = new class() implements Gate {

  public function refusal(string $room, int $uid, Text $text, ?int $seq): ?Refusal {
    return str_contains($text->body, 'casino') ? new Refusal(Refusal::BY_SITE, 'No advertisements, please.') : NULL;
  }

};
$tables = new PdoTables(...json_decode((string) $_SERVER['HTTP_X_DATABASE'], TRUE));
$commit = new GroupCommit($tables, $gate, static fn (): int => (int) (microtime(TRUE) * 1000));
echo json_encode($commit->commit($wishes), JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
