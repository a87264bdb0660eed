<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax;

use Drupal\Core\Ajax\CommandInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Legacy;
use Drupal\nodejs\Core\LegacyHost;
use Drupal\nodejs\Core\Message;
use Drupal\nodejs\Core\Publication;

/**
 * Pushes Drupal AJAX commands to open pages.
 *
 * They leave when the request is over and what it saved is committed. The page
 * whose own request this is doesn't get them: its answer can have them.
 *
 * Render arrays in commands are rendered as who gets them: as the user, and for
 * many as a visitor. That is no access check: ask $entity->access('view', …)
 * before you push an entity.
 *
 * @throws \Drupal\nodejs_ajax\CommandRefused
 *   From each method but pushNow(): for a command that the site doesn't allow.
 */
final class AjaxPusher {

  /**
   * What runs the commands in the browser.
   */
  private const CALLBACK = 'nodejsNodeAjax';

  public function __construct(
    private readonly CommandRenderer $renderer,
    private readonly DeferredPublisher $publisher,
    private readonly Legacy $legacy,
    private readonly LegacyHost $host,
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * Pushes to all open pages of a user.
   *
   * @param int|string $uid
   *   The user.
   * @param \Drupal\Core\Ajax\CommandInterface|array<string, mixed> ...$commands
   *   The commands, in order.
   */
  public function toUser(int|string $uid, CommandInterface|array ...$commands): void {
    $this->toChannel('user:' . $uid, $this->user($uid), ...$commands);
  }

  /**
   * Pushes to all who have a role; "anonymous" to visitors.
   *
   * @param string $role
   *   The role's id.
   * @param \Drupal\Core\Ajax\CommandInterface|array<string, mixed> ...$commands
   *   The commands, in order.
   */
  public function toRole(string $role, CommandInterface|array ...$commands): void {
    $this->toChannel('role:' . $role, new AnonymousUserSession(), ...$commands);
  }

  /**
   * Pushes to everybody.
   *
   * @param \Drupal\Core\Ajax\CommandInterface|array<string, mixed> ...$commands
   *   The commands, in order.
   */
  public function toEverybody(CommandInterface|array ...$commands): void {
    $this->toChannel(Message::BROADCAST, new AnonymousUserSession(), ...$commands);
  }

  /**
   * Pushes to all who listen to a channel.
   *
   * @param string $channel
   *   The channel's full name.
   * @param \Drupal\Core\Session\AccountInterface $account
   *   As whom render arrays are rendered: somebody who may see no more than any
   *   listener.
   * @param \Drupal\Core\Ajax\CommandInterface|array<string, mixed> ...$commands
   *   The commands, in order.
   */
  public function toChannel(string $channel, AccountInterface $account, CommandInterface|array ...$commands): void {
    $fields = ['callback' => self::CALLBACK] + $this->renderer->render($commands, $account);
    $this->publisher->publish(new Publication($channel, (object) $fields, $this->host->clientSocketId()));
  }

  /**
   * Does what nodejs_ajax_render() does; never throws, as in the classic.
   *
   * @param array<\Drupal\Core\Ajax\CommandInterface|array<string, mixed>> $commands
   *   The commands.
   * @param array<string, mixed> $options
   *   Channel, uid, callback.
   */
  public function pushNow(array $commands, array $options): \stdClass|false {
    $uid = (string) ($options['uid'] ?? '');
    $channel = (string) ($options['channel'] ?? 'nodejs_user_') . $uid;
    try {
      if ($channel === 'nodejs_user_') {
        throw new \InvalidArgumentException('nodejs_ajax_render() needs a uid or a channel.');
      }
      $account = Message::rename($channel) === 'user:' . $uid ? $this->user($uid) : new AnonymousUserSession();
      $fields = $this->renderer->render($commands, $account);
    }
    catch (\InvalidArgumentException $failure) {
      $this->host->report($failure);
      return FALSE;
    }
    return $this->legacy->send((object) (['channel' => $channel, 'callback' => $options['callback'] ?? self::CALLBACK] + $fields));
  }

  /**
   * The account of a user; a visitor's where there is none any more.
   */
  private function user(int|string $uid): AccountInterface {
    $user = $this->entityTypeManager->getStorage('user')->load($uid);
    return $user instanceof AccountInterface ? $user : new AnonymousUserSession();
  }

}
