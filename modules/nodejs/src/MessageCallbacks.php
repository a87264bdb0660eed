<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Extension\ModuleHandlerInterface;

/**
 * Calls what modules registered for messages of the push server.
 */
final class MessageCallbacks {

  public function __construct(
    private readonly ModuleHandlerInterface $moduleHandler,
  ) {}

  /**
   * Lets modules answer a message of a type they know.
   *
   * @param string $type
   *   The message's type.
   * @param array<string, mixed> $message
   *   The message.
   *
   * @return array<string, mixed>|null
   *   The answer; NULL when no module knows the type.
   */
  public function answer(string $type, array $message): ?array {
    $callbacks = array_filter($this->moduleHandler->invokeAll('nodejs_message_callback', [$type]), is_callable(...));
    $response = [];
    foreach ($callbacks as $callback) {
      $callback($message, $response);
    }
    $this->moduleHandler->alter('nodejs_message_response', $response, $message);
    return $callbacks === [] && $response === [] ? NULL : $response;
  }

}
