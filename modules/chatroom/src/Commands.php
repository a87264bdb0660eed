<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Command\Command;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\Core\Refusal;

/**
 * The commands that the site's modules know.
 */
final class Commands {

  use StringTranslationTrait;

  /**
   * Keeps them.
   *
   * @param iterable<\Drupal\chatroom\Command\Command> $commands
   *   The commands; of two with one name the later holds.
   */
  public function __construct(
    private readonly iterable $commands,
  ) {}

  /**
   * What the composer offers.
   *
   * @return list<array{name: string, hint: \Drupal\Core\StringTranslation\TranslatableMarkup}>
   *   By name.
   */
  public function all(): array {
    return array_values(array_map(
      static fn (Command $command): array => ['name' => $command->name(), 'hint' => $command->hint()],
      $this->byName(),
    ));
  }

  /**
   * Carries a command out.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   When there is none of this name, or as it says.
   */
  public function run(string $name, Room $room, AccountInterface $account, string $text): string {
    $command = $this->byName()[$name] ?? throw new Refusal(404, (string) $this->t('There is no command /@name.', ['@name' => $name]));
    return $command->run($room, $account, trim($text));
  }

  /**
   * The commands.
   *
   * @return array<string, \Drupal\chatroom\Command\Command>
   *   By name.
   */
  private function byName(): array {
    $known = [];
    foreach ($this->commands as $command) {
      $known[$command->name()] = $command;
    }
    ksort($known);
    return $known;
  }

}
