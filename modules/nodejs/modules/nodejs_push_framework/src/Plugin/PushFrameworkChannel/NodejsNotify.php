<?php

declare(strict_types=1);

namespace Drupal\nodejs_push_framework\Plugin\PushFrameworkChannel;

use Drupal\Component\Render\PlainTextOutput;
use Drupal\Component\Utility\Html;
use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Drupal\push_framework\ChannelBase;
use Drupal\user\UserInterface;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Delivers what is pushed as a notice.
 *
 * @ChannelPlugin(
 *   id = "nodejs_notify",
 *   label = @Translation("Notices"),
 *   description = @Translation("Toast, bell and device.")
 * )
 */
final class NodejsNotify extends ChannelBase {

  /**
   * Tells users.
   */
  private Notifier $notifier;

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, array $configuration, $plugin_id, $plugin_definition): static {
    $plugin = parent::create($container, $configuration, $plugin_id, $plugin_definition);
    $plugin->notifier = $container->get(Notifier::class);
    return $plugin;
  }

  /**
   * {@inheritdoc}
   */
  public function getConfigName(): string {
    return 'nodejs_push_framework.settings';
  }

  /**
   * {@inheritdoc}
   */
  public function applicable(UserInterface $user): bool {
    return $this->active && $user->isActive();
  }

  /**
   * {@inheritdoc}
   */
  public function send(UserInterface $user, ContentEntityInterface $entity, array $content, int $attempt): string {
    $langcode = $user->getPreferredLangcode();
    $text = $content[$langcode] ?? reset($content);
    if ($text === FALSE) {
      return self::RESULT_STATUS_FAILED;
    }
    $plain = static fn (mixed $part): string => PlainTextOutput::renderFromHtml((string) $part);
    // Plain text was made by tokens all the same, which write &amp; for &.
    $body = ($text['is html'] ?? FALSE) ? $plain($text['body'] ?? '') : Html::decodeEntities((string) ($text['body'] ?? ''));
    [$subject, $body] = Notice::texts($plain($text['subject'] ?? ''), $body);
    if ($subject === '') {
      return self::RESULT_STATUS_FAILED;
    }
    // What was made for this message only can't be viewed anywhere.
    $isKept = !$entity->isNew();
    $shown = $entity->hasTranslation($langcode) ? $entity->getTranslation($langcode) : $entity;
    $notice = new Notice(
      $subject,
      $body,
      category: 'nodejs_push_framework',
      link: $isKept && $shown->hasLinkTemplate('canonical') ? $shown->toUrl()->toString(TRUE)->getGeneratedUrl() : NULL,
      entity: $isKept ? [$entity->getEntityTypeId(), (string) $entity->id()] : NULL,
    );
    $this->notifier->tell([(string) $user->id()], $notice);
    return self::RESULT_STATUS_SUCCESS;
  }

}
