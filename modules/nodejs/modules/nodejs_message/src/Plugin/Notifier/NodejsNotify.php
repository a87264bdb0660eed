<?php

declare(strict_types=1);

namespace Drupal\nodejs_message\Plugin\Notifier;

use Drupal\Component\Render\PlainTextOutput;
use Drupal\message\MessageInterface;
use Drupal\message_notify\Exception\MessageNotifyException;
use Drupal\message_notify\Plugin\Notifier\MessageNotifierBase;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Delivers a message as a notice to its owner.
 *
 * @Notifier(
 *   id = "nodejs_notify",
 *   title = @Translation("Notice"),
 *   description = @Translation("Toast, bell and device."),
 *   viewModes = {
 *     "mail_subject",
 *     "mail_body"
 *   }
 * )
 */
final class NodejsNotify extends MessageNotifierBase {

  /**
   * Tells users.
   */
  private Notifier $notifier;

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, array $configuration, $plugin_id, $plugin_definition, ?MessageInterface $message = NULL) {
    $plugin = parent::create($container, $configuration, $plugin_id, $plugin_definition, $message);
    $plugin->notifier = $container->get(Notifier::class);
    return $plugin;
  }

  /**
   * {@inheritdoc}
   */
  public function deliver(array $output = []) {
    $uid = (int) $this->message->getOwnerId();
    if ($uid === 0) {
      throw new MessageNotifyException('A notice needs an owner of the message who has an account.');
    }
    $text = static fn (string $mode): string => PlainTextOutput::renderFromHtml((string) ($output[$mode] ?? ''));
    [$subject, $body] = Notice::texts($text('mail_subject'), $text('mail_body'));
    if ($subject === '') {
      return FALSE;
    }
    $id = $this->message->id();
    $notice = new Notice($subject, $body, category: 'nodejs_message', source: $id === NULL ? NULL : 'message:' . $id);
    $this->notifier->tell([$uid], $notice);
    // Who does without, or was told already, is no failure.
    return TRUE;
  }

}
