<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\Message;
use Drupal\nodejs\Event\UserChannels;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

/**
 * Says which channels an account may listen to, and what others see of it.
 */
final class Identities {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly ModuleHandlerInterface $moduleHandler,
    private readonly EventDispatcherInterface $dispatcher,
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
    $public = $this->publicChannels();
    $channels = $public;
    if ($account->isAuthenticated()) {
      $channels[] = 'user:' . $uid;
    }
    foreach ($account->getRoles() as $role) {
      $channels[] = 'role:' . $role;
    }
    if ($sid !== NULL) {
      $channels[] = 'session:' . $sid;
    }
    $channels = $this->altered($account, [...$channels, ...$this->granted($account)]);
    $info = $account->isAuthenticated() ? ['name' => (string) $account->getDisplayName()] : NULL;
    return new Identity($uid, array_values(array_unique($channels)), $sid, $info, $public);
  }

  /**
   * Lets classic code change what an account may listen to.
   *
   * @param \Drupal\Core\Session\AccountInterface $account
   *   The account.
   * @param list<string> $channels
   *   Names of channels.
   *
   * @return list<string>
   *   Names of channels; none for an account that a module refuses.
   */
  private function altered(AccountInterface $account, array $channels): array {
    $auth_user = (object) [
      'uid' => (string) $account->id(),
      'nodejsValidAuthToken' => TRUE,
      'channels' => $channels,
      'presenceUids' => [],
      'contentTokens' => [],
    ];
    $this->moduleHandler->alter('nodejs_auth_user', $auth_user);
    return $auth_user->nodejsValidAuthToken
      ? array_values(array_map(static fn (mixed $channel): string => Message::rename((string) $channel), (array) $auth_user->channels))
      : [];
  }

  /**
   * The channels that modules grant an account.
   *
   * @return list<string>
   *   Names of channels.
   */
  private function granted(AccountInterface $account): array {
    $event = new UserChannels($account);
    // Code that was written for the classic returns the classic's names.
    foreach ($this->moduleHandler->invokeAll('nodejs_user_channels', [ClassicAccount::of($account)]) as $channel) {
      $event->add(Message::rename((string) $channel));
    }
    $this->dispatcher->dispatch($event);
    return $event->channels();
  }

  /**
   * The channels that everybody may listen to.
   *
   * @return list<string>
   *   The channel of broadcasts, that of visitors, and those of the settings
   *   form.
   */
  public function publicChannels(): array {
    $channels = (array) $this->configFactory->get('nodejs.settings')->get('public_channels');
    $visitors = 'role:' . AccountInterface::ANONYMOUS_ROLE;
    return array_values(array_unique([Message::BROADCAST, $visitors, ...array_map(strval(...), $channels)]));
  }

}
