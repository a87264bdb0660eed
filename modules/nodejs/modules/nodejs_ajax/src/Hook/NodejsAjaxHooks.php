<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax\Hook;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs_ajax\AllowedCommands;

/**
 * Lets pages run commands, and tells them which.
 */
final class NodejsAjaxHooks {

  use StringTranslationTrait;

  /**
   * The classic's channel that every user had; now broadcasts reach them all.
   */
  private const BROADCAST = 'nodejs_ajax_broadcast';

  public function __construct(
    private readonly AllowedCommands $allowed,
    private readonly Settings $settings,
  ) {}

  /**
   * Implements hook_nodejs_handlers_info().
   *
   * @return list<string>
   *   Libraries.
   */
  #[Hook('nodejs_handlers_info')]
  public function handlersInfo(): array {
    return ['nodejs_ajax/ajax'];
  }

  /**
   * Implements hook_nodejs_message_alter().
   */
  #[Hook('nodejs_message_alter')]
  public function messageAlter(\stdClass $message): void {
    if (($message->channel ?? '') === self::BROADCAST) {
      $message->broadcast = TRUE;
    }
  }

  /**
   * Implements hook_page_attachments().
   */
  #[Hook('page_attachments')]
  public function pageAttachments(array &$attachments): void {
    $cacheability = CacheableMetadata::createFromRenderArray($attachments)->addCacheTags(['config:nodejs.settings']);
    $commands = $this->allowed->all($cacheability);
    $url = Url::fromRoute('nodejs_ajax.assets')->toString(TRUE);
    $cacheability->addCacheableDependency($url);
    // Without the rest of them, drupalSettings.nodejs would promise a server.
    if ($this->settings->problems() === []) {
      $attachments['#attached']['drupalSettings']['nodejs']['ajaxCommands'] = $commands;
      $attachments['#attached']['drupalSettings']['nodejs']['ajaxAssets'] = $url->getGeneratedUrl();
    }
    $cacheability->applyTo($attachments);
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_ajax') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('Code of this site can change pages that are open in browsers, with the AJAX commands that Drupal has for forms. The service AjaxPusher pushes them to a user, to a role, to a channel or to everybody; nodejs_ajax_render() does so the classic way. Scripts and styles that inserted content needs are fetched by each page that lacks them.'),
    ], [
      [$this->t('Deciding which commands may be pushed'), $this->t('<a href=":settings">Some commands</a> change what a page shows; others run script or lead away from it. The latter are off unless the site needs them. Nobody can push from a browser: commands come from code of this site only.', [
        ':settings' => Url::fromRoute('nodejs_ajax.settings')->toString(),
      ])],
    ]);
  }

}
