<?php

declare(strict_types=1);

namespace Demo;

use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\LegacyHost;

/**
 * The site behind the classic functions: one account, asked for by Node.
 */
final class DemoHost implements LegacyHost {

  /**
   * Tokens of content channels that belong into the page.
   *
   * @var array<string, string>
   */
  public array $contentTokens = [];

  /**
   * What went wrong, a sentence each.
   *
   * @var list<string>
   */
  public array $reported = [];

  /**
   * Takes the account of this request.
   *
   * @param \stdClass|null $account
   *   With uid, name, roles, permissions, sid; NULL for nobody.
   * @param array<string, string> $roles
   *   Labels of the site's roles by id.
   * @param string|null $clientSocketId
   *   The client whose request this is.
   */
  public function __construct(
    private readonly ?\stdClass $account,
    private readonly array $roles,
    private readonly ?string $clientSocketId = NULL,
  ) {}

  /**
   * The account as the push server shall know it, with all channels of hooks.
   */
  public function identity(): Identity {
    $account = $this->account;
    $channels = [];
    foreach (self::implementations('nodejs_user_channels') as $function) {
      array_push($channels, ...array_values($function($account ?? (object) ['uid' => '0', 'roles' => ['anonymous']])));
    }
    if ($account === NULL) {
      return new Identity('0', $channels);
    }
    $own = ['user:' . $account->uid, 'session:' . $account->sid];
    foreach ($account->roles as $role) {
      $own[] = 'role:' . $role;
    }
    return new Identity($account->uid, [...$own, ...$channels], $account->sid, ['name' => $account->name]);
  }

  /**
   * {@inheritdoc}
   */
  public function alter(string $hook, \stdClass $message): void {
    foreach (self::implementations($hook . '_alter') as $function) {
      $function($message);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function clientSocketId(): ?string {
    return $this->clientSocketId;
  }

  /**
   * {@inheritdoc}
   */
  public function currentUser(): string {
    return $this->account->uid ?? '';
  }

  /**
   * {@inheritdoc}
   */
  public function callbackToken(object $account, int $expiresAt): CallbackToken {
    return new CallbackToken((string) $account->uid, $account->sid ?? NULL, $expiresAt);
  }

  /**
   * {@inheritdoc}
   */
  public function roleId(string $name): ?string {
    if (isset($this->roles[$name])) {
      return $name;
    }
    $id = array_search($name, $this->roles, TRUE);
    return $id === FALSE ? NULL : (string) $id;
  }

  /**
   * {@inheritdoc}
   */
  public function addContentToken(string $channel, string $token): void {
    $this->contentTokens[$channel] = $token;
  }

  /**
   * {@inheritdoc}
   */
  public function report(\Throwable $failure): void {
    $this->reported[] = $failure->getMessage();
  }

  /**
   * Every function that implements a hook: MODULE_HOOK.
   *
   * @return list<callable-string>
   *   The functions, in the order in which they were defined.
   */
  private static function implementations(string $hook): array {
    $ends = static fn (string $function): bool => str_ends_with($function, '_' . $hook);
    return array_values(array_filter(get_defined_functions()['user'], $ends));
  }

}
