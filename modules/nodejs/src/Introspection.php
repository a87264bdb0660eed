<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccessPolicyProcessorInterface;
use Drupal\user\UserInterface;
use Symfony\Component\HttpFoundation\Session\Storage\Handler\NullSessionHandler;

/**
 * Tells whose sessions are, and what their users may, whatever decides that.
 *
 * For Node where Drupal's tables don't say it: sessions in another store, access
 * policies of modules, configuration that settings.php overrides.
 */
final class Introspection {

  public function __construct(
    private readonly \SessionHandlerInterface $storage,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly AccessPolicyProcessorInterface $accessPolicyProcessor,
  ) {}

  /**
   * The sessions of active users, and these users.
   *
   * @param list<string> $ids
   *   Ids as in the session cookies.
   *
   * @return array{sessions: array<int, array{uid: int, used: int}>, users: array<int, array{name: string, roles: list<string>, permissions: true|list<string>}>}
   *   Sessions by their place in the list; who has none, or is nobody, is left
   *   out.
   */
  public function of(#[\SensitiveParameter] array $ids): array {
    $sessions = array_filter($this->read($ids), static fn (array $session): bool => $session['uid'] > 0);
    $users = [];
    foreach ($this->entityTypeManager->getStorage('user')->loadMultiple(array_unique(array_column($sessions, 'uid'))) as $user) {
      if ($user instanceof UserInterface && $user->isActive()) {
        $users[(int) $user->id()] = $this->describe($user);
      }
    }
    return [
      'sessions' => array_filter($sessions, static fn (array $session): bool => isset($users[$session['uid']])),
      'users' => $users,
    ];
  }

  /**
   * Name, roles and effective permissions; TRUE stands for all.
   *
   * @return array{name: string, roles: list<string>, permissions: true|list<string>}
   *   What Node needs of the user.
   */
  private function describe(UserInterface $user): array {
    $item = $this->accessPolicyProcessor->processAccessPolicies($user)->getItem();
    return [
      'name' => $user->getAccountName(),
      'roles' => array_values($user->getRoles(TRUE)),
      'permissions' => $item === FALSE ? [] : ($item->isAdmin() ? TRUE : array_values($item->getPermissions())),
    ];
  }

  /**
   * Reads sessions from wherever they are kept.
   *
   * @param list<string> $ids
   *   Ids as in the session cookies.
   *
   * @return array<int, array{uid: int, used: int}>
   *   By their place in the list.
   */
  private function read(#[\SensitiveParameter] array $ids): array {
    // Only PHP itself understands each of its serializers, and only while it has
    // a session: one of nobody's, that is written nowhere.
    session_set_save_handler(new NullSessionHandler(), FALSE);
    // A payload that can't be decoded is somebody who isn't logged in, and no
    // matter for the log: PHP would warn of each.
    set_error_handler(static fn (): bool => TRUE, E_WARNING);
    try {
      $found = [];
      foreach ($ids as $place => $id) {
        $payload = $this->storage->read($id);
        if (is_string($payload) && $payload !== '' && $this->decode($payload)) {
          $uid = $_SESSION['_sf2_attributes']['uid'] ?? 0;
          $used = $_SESSION['_sf2_meta']['u'] ?? 0;
          $found[$place] = ['uid' => is_scalar($uid) ? (int) $uid : 0, 'used' => is_int($used) ? $used : 0];
        }
      }
      return $found;
    }
    finally {
      $_SESSION = [];
      session_abort();
      restore_error_handler();
    }
  }

  /**
   * Decodes a payload into $_SESSION.
   */
  private function decode(#[\SensitiveParameter] string $payload): bool {
    // What can't be decoded takes PHP's session with it.
    if (session_status() !== PHP_SESSION_ACTIVE && !session_start(['use_cookies' => '0', 'cache_limiter' => ''])) {
      throw new \RuntimeException('PHP has no session to decode others in.');
    }
    $_SESSION = [];
    return session_decode($payload);
  }

}
