<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions;

use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Render\BubbleableMetadata;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\Core\Session\UserSession;
use Drupal\Core\Utility\Token;
use Drupal\nodejs\Core\Legacy;
use Psr\Log\LoggerInterface;
use Symfony\Component\DependencyInjection\Attribute\Autowire;

/**
 * Sends notices, to nobody who may not see what they are about.
 */
final class Notices {

  public function __construct(
    private readonly Legacy $legacy,
    private readonly Token $token,
    #[Autowire(service: 'logger.channel.nodejs')]
    private readonly LoggerInterface $logger,
  ) {}

  /**
   * Sends a notice when the request is over.
   *
   * @param string $channel
   *   The channel; "" is everybody's.
   * @param \Drupal\Core\Session\AccountInterface $listener
   *   Somebody who may see no more than any listener.
   * @param string $subject
   *   The heading.
   * @param string $body
   *   The text; both are shown as plain text.
   * @param \Drupal\Core\Entity\EntityInterface|null $about
   *   What it is about.
   *
   * @return bool
   *   Whether it was sent.
   */
  public function send(string $channel, AccountInterface $listener, string $subject, string $body, ?EntityInterface $about): bool {
    if ($about !== NULL && !$this->maySee($about, $listener)) {
      $this->logger->notice('A notice about %label was not sent to %channel: not all who listen may see it.', [
        '%label' => $about->label() ?? $about->id(),
        '%channel' => $channel === '' ? 'everybody' : $channel,
      ]);
      return FALSE;
    }
    return $this->legacy->enqueue((object) [
      'channel' => $channel,
      'broadcast' => $channel === '',
      'callback' => 'nodejsNotify',
      'data' => (object) ['subject' => $subject, 'body' => $body],
    ]);
  }

  /**
   * Puts in what tokens stand for, as plain text.
   */
  public function replace(string $text, ?EntityInterface $about): string {
    $type = $about === NULL ? NULL : ($about->getEntityType()->get('token_type') ?? $about->getEntityTypeId());
    return trim($this->token->replacePlain($text, $type === NULL ? [] : [$type => $about], ['clear' => TRUE], new BubbleableMetadata()));
  }

  /**
   * Somebody who has a role and no other.
   *
   * Drupal remembers access by the account's number: this one is nobody's, so
   * that what a role may see isn't taken for what visitors may.
   */
  public static function holder(string $role): AccountInterface {
    return $role === AccountInterface::ANONYMOUS_ROLE
      ? new AnonymousUserSession()
      : new UserSession(['uid' => -1 - crc32($role), 'roles' => array_values(array_unique([AccountInterface::AUTHENTICATED_ROLE, $role]))]);
  }

  /**
   * Tells whether a listener may see what a notice is about.
   */
  private function maySee(EntityInterface $about, AccountInterface $listener): bool {
    try {
      return $about->access('view', $listener);
    }
    catch (\Throwable $failure) {
      // A module that looks for the account of somebody who has none.
      $this->logger->warning('Access to %label could not be decided: @message', ['%label' => $about->label() ?? $about->id(), '@message' => $failure->getMessage()]);
      return FALSE;
    }
  }

}
