<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\user\UserDataInterface;

/**
 * What each user wants to be told, and how.
 */
final class Choices {

  use StringTranslationTrait;

  private const MODULE = 'nodejs_notify';

  public function __construct(
    private readonly UserDataInterface $userData,
    private readonly ModuleHandlerInterface $moduleHandler,
  ) {}

  /**
   * The kinds of notices that there are.
   *
   * @return array<string, string|\Stringable>
   *   Labels by the kind's name, of hook_nodejs_notify_categories().
   */
  public function categories(): array {
    return [
      'message' => $this->t('Messages'),
      'broadcast' => $this->t('Announcements'),
    ] + $this->moduleHandler->invokeAll('nodejs_notify_categories');
  }

  /**
   * Whether a user wants toasts; without them the bell counts in silence.
   */
  public function wantsToasts(int $uid): bool {
    return $this->userData->get(self::MODULE, $uid, 'toasts') !== '0';
  }

  /**
   * The kinds that a user does without.
   *
   * @return list<string>
   *   Names.
   */
  public function muted(int $uid): array {
    $muted = $this->userData->get(self::MODULE, $uid, 'muted');
    return is_array($muted) ? array_values(array_filter($muted, is_string(...))) : [];
  }

  /**
   * Keeps what a user chose.
   *
   * @param int $uid
   *   The user.
   * @param bool $toasts
   *   Whether they want toasts.
   * @param list<string> $muted
   *   Kinds that they do without.
   */
  public function set(int $uid, bool $toasts, array $muted): void {
    $this->userData->set(self::MODULE, $uid, 'toasts', $toasts ? '1' : '0');
    $this->userData->set(self::MODULE, $uid, 'muted', $muted);
  }

}
