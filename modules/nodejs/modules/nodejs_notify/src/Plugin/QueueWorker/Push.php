<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Plugin\QueueWorker;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Queue\Attribute\QueueWorker;
use Drupal\Core\Queue\DelayedRequeueException;
use Drupal\Core\Queue\QueueWorkerBase;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs\FailureLog;
use Drupal\nodejs\Plugin\AutowiredPlugin;
use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\Notifier;
use Drupal\nodejs_notify\Push\Device;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\nodejs_notify\Push\Encryption;
use Drupal\nodejs_notify\Push\PushFailure;
use Drupal\nodejs_notify\Push\Sender;
use Drupal\nodejs_notify\Reader;
use Drupal\nodejs_notify\Severity;
use Drupal\nodejs_notify\StoredNotice;
use Drupal\user\UserInterface;
use Psr\Http\Client\ClientExceptionInterface;
use Psr\Http\Message\ResponseInterface;

/**
 * Sends a notice to a device.
 */
#[QueueWorker(
  id: 'nodejs_notify_push',
  title: new TranslatableMarkup('Notices to devices'),
  cron: ['time' => 20],
)]
final class Push extends QueueWorkerBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Seconds after which a push service that is busy or away is asked again.
   */
  private const PAUSE = 60;
  private const LONGEST_PAUSE = 3600;

  /**
   * Wires it.
   *
   * @param array<string, mixed> $configuration
   *   The plugin's configuration.
   * @param string $plugin_id
   *   The plugin's id.
   * @param mixed $plugin_definition
   *   The plugin's definition.
   * @param \Drupal\nodejs_notify\Inbox $inbox
   *   Has the notice.
   * @param \Drupal\nodejs_notify\Reader $reader
   *   Knows whether it may still be told.
   * @param \Drupal\nodejs_notify\Notifier $notifier
   *   Knows how it looks.
   * @param \Drupal\nodejs_notify\Push\Devices $devices
   *   Has the device.
   * @param \Drupal\nodejs_notify\Push\Sender $sender
   *   Sends.
   * @param \Drupal\Core\Entity\EntityTypeManagerInterface $entityTypeManager
   *   Has the user.
   * @param \Drupal\nodejs\FailureLog $log
   *   Is told what fails.
   */
  public function __construct(
    array $configuration,
    $plugin_id,
    $plugin_definition,
    private readonly Inbox $inbox,
    private readonly Reader $reader,
    private readonly Notifier $notifier,
    private readonly Devices $devices,
    private readonly Sender $sender,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly FailureLog $log,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  public function processItem($data): void {
    $device = is_array($data) ? $this->devices->load((int) ($data['device'] ?? 0)) : NULL;
    $notice = $device === NULL ? NULL : $this->inbox->load($device->uid, (int) ($data['id'] ?? 0));
    if ($device === NULL || $notice === NULL || !$this->isWanted($notice)) {
      return;
    }
    try {
      $response = $this->sender->send($device, $this->text($notice), Notifier::key($notice), $notice->severity === Severity::Error);
    }
    catch (PushFailure $failure) {
      $this->log->report($failure);
      return;
    }
    catch (ClientExceptionInterface $failure) {
      throw new DelayedRequeueException(self::PAUSE, $failure->getMessage(), 0, $failure);
    }
    $this->heed($response, $device);
  }

  /**
   * Whether the notice is still news, and its reader somebody who may know it.
   */
  private function isWanted(StoredNotice $notice): bool {
    $user = $this->entityTypeManager->getStorage('user')->load($notice->uid);
    return !$notice->isRead
      && $notice->created > time() - Sender::TTL
      && $user instanceof UserInterface && $user->isActive()
      && $this->reader->may($notice, $user);
  }

  /**
   * What the device's service worker gets.
   */
  private function text(StoredNotice $notice): string {
    $wire = $this->notifier->wire($notice);
    $text = static fn (array $wire): string => json_encode($wire, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    if (strlen($text($wire)) > Encryption::LIMIT) {
      // The inbox has it whole.
      $wire['notice'] = ['body' => ''] + array_diff_key($wire['notice'], ['link' => 1]);
    }
    return $text($wire);
  }

  /**
   * Does what the push service says.
   */
  private function heed(ResponseInterface $response, Device $device): void {
    $status = $response->getStatusCode();
    if ($status === 404 || $status === 410) {
      $this->devices->remove($device->uid, $device->id);
    }
    elseif ($status === 429 || $status >= 500) {
      $after = (int) $response->getHeaderLine('Retry-After');
      throw new DelayedRequeueException(min(max($after, self::PAUSE), self::LONGEST_PAUSE));
    }
    elseif ($status >= 300) {
      $this->log->report(new PushFailure(sprintf('The push service of a device answers %d.', $status)));
    }
  }

}
