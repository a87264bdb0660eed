<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\Message;

/**
 * Says which channels an account may listen to, and what others see of it.
 */
final class Identities {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly ModuleHandlerInterface $moduleHandler,
  ) {}

  /**
   * The account as the push server knows it.
   *
   * @param \Drupal\Core\Session\AccountInterface $account
   *   The account.
   * @param string|null $sid
   *   The session it is used in, if there is one.
   */
  public function of(AccountInterface $account, ?string $sid = NULL): Identity {
    $uid = (string) $account->id();
    $channels = $this->publicChannels();
    if ($account->isAuthenticated()) {
      $channels[] = 'user:' . $uid;
    }
    foreach ($account->getRoles() as $role) {
      $channels[] = 'role:' . $role;
    }
    if ($sid !== NULL) {
      $channels[] = 'session:' . $sid;
    }
    // Code that was written for the classic returns the classic's names.
    foreach ($this->moduleHandler->invokeAll('nodejs_user_channels', [$account]) as $channel) {
      $channels[] = Message::rename((string) $channel);
    }
    $info = $account->isAuthenticated() ? ['name' => (string) $account->getDisplayName()] : NULL;
    return new Identity($uid, array_values(array_unique($channels)), $sid, $info);
  }

  /**
   * The channels that everybody may listen to.
   *
   * @return list<string>
   *   The channel of broadcasts, and those of the settings form.
   */
  public function publicChannels(): array {
    $channels = (array) $this->configFactory->get('nodejs.settings')->get('public_channels');
    return array_values(array_unique([Message::BROADCAST, ...array_map(strval(...), $channels)]));
  }

}
