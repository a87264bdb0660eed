<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\Commands;
use Drupal\chatroom\Room;
use Drupal\Component\Utility\Html;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\Core\Refusal;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Takes lines that are commands.
 */
final class CommandController implements ContainerInjectionInterface {

  use AutowireTrait;

  /**
   * Bytes of a command.
   */
  private const MOST = 20000;

  public function __construct(
    private readonly Commands $commands,
    private readonly AccountProxyInterface $account,
  ) {}

  /**
   * Answers POST /chatroom/ROOM/command with {"name": "…", "text": "…"}.
   */
  public function run(Request $request, Room $room): JsonResponse {
    $given = strlen($request->getContent()) > self::MOST ? NULL : json_decode($request->getContent(), TRUE, 4);
    [$name, $text] = is_array($given) ? [$given['name'] ?? NULL, $given['text'] ?? ''] : [NULL, NULL];
    if (!is_string($name) || !is_string($text)) {
      return $this->answer('expected {"name": "…", "text": "…"}', 400);
    }
    try {
      return $this->answer($this->commands->run($name, $room, $this->account, $text));
    }
    catch (Refusal $refusal) {
      return $this->answer($refusal->getMessage(), $refusal->getCode());
    }
  }

  /**
   * What the account is told, as text: a translated sentence is markup, in which O'Neil has an entity.
   */
  private function answer(string $message, int $status = 200): JsonResponse {
    return new JsonResponse(['message' => Html::decodeEntities($message)], $status, ['Cache-Control' => 'no-store, private']);
  }

}
