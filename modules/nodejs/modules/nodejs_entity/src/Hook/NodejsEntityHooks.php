<?php

declare(strict_types=1);

namespace Drupal\nodejs_entity\Hook;

use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\Display\EntityViewDisplayInterface;
use Drupal\Core\Entity\Entity\EntityViewDisplay;
use Drupal\Core\Entity\EntityFormInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Field\FormatterInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Hook\Attribute\Hook;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\nodejs\HelpPage;
use Drupal\nodejs_entity\LiveComments;
use Drupal\nodejs_entity\LiveEntities;
use Drupal\nodejs_entity\LiveFields;

/**
 * Marks what the settings of displays say, and shows these settings.
 */
final class NodejsEntityHooks {

  use StringTranslationTrait;

  private const MODULE = 'nodejs_entity';

  public function __construct(
    private readonly LiveEntities $entities,
    private readonly LiveFields $fields,
    private readonly LiveComments $comments,
  ) {}

  /**
   * Implements hook_entity_build_defaults_alter().
   */
  #[Hook('entity_build_defaults_alter')]
  public function entityBuildDefaultsAlter(array &$build, EntityInterface $entity, string $view_mode): void {
    if ($entity instanceof ContentEntityInterface && $this->isStored($entity) && EntityViewDisplay::collectRenderDisplay($entity, $view_mode)->getThirdPartySetting(self::MODULE, 'live')) {
      $this->entities->markAs($build, $entity, $view_mode);
    }
  }

  /**
   * Implements hook_entity_display_build_alter().
   */
  #[Hook('entity_display_build_alter')]
  public function entityDisplayBuildAlter(array &$build, array $context): void {
    ['entity' => $entity, 'display' => $display, 'view_mode' => $view_mode] = $context;
    if (!$entity instanceof ContentEntityInterface || !$display instanceof EntityViewDisplayInterface || !$this->isStored($entity)) {
      return;
    }
    foreach ($display->getComponents() as $field => $options) {
      if (empty($options['third_party_settings'][self::MODULE]['live']) || !$entity->hasField($field)) {
        continue;
      }
      $build[$field] ??= [];
      if ($entity->getFieldDefinition($field)?->getType() === 'comment') {
        $this->comments->mark($build[$field], $entity, $field, $view_mode, (int) ($options['settings']['pager_id'] ?? 0));
      }
      else {
        $this->fields->mark($build[$field], $entity, $field, $view_mode);
      }
    }
  }

  /**
   * Implements hook_form_FORM_ID_alter() for entity_view_display_edit_form.
   */
  #[Hook('form_entity_view_display_edit_form_alter')]
  public function displayFormAlter(array &$form, FormStateInterface $form_state): void {
    $display = $this->displayOf($form_state);
    if ($display === NULL) {
      return;
    }
    $form['nodejs_entity_live'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Live'),
      '#description' => $this->t('Wherever this display is shown it stays as it is now: changes appear without a page load. The title above a page of its own, which is the page’s and not the display’s, changes with the next one. To keep single fields live, for example the comments, see their settings instead.'),
      '#default_value' => (bool) $display->getThirdPartySetting(self::MODULE, 'live'),
      '#weight' => 50,
    ];
    $form['#entity_builders'][] = [self::class, 'keep'];
  }

  /**
   * Puts what the form says into the display.
   */
  public static function keep(string $type, EntityInterface $display, array &$form, FormStateInterface $form_state): void {
    if ($display instanceof EntityViewDisplayInterface) {
      $form_state->getValue('nodejs_entity_live')
        ? $display->setThirdPartySetting(self::MODULE, 'live', TRUE)
        : $display->unsetThirdPartySetting(self::MODULE, 'live');
    }
  }

  /**
   * Implements hook_field_formatter_third_party_settings_form().
   *
   * @return array<string, mixed>
   *   A checkbox.
   */
  #[Hook('field_formatter_third_party_settings_form')]
  public function formatterForm(FormatterInterface $plugin): array {
    return [
      'live' => [
        '#type' => 'checkbox',
        '#title' => $this->t('Live: changes appear on open pages'),
        '#default_value' => (bool) $plugin->getThirdPartySetting(self::MODULE, 'live'),
      ],
    ];
  }

  /**
   * Implements hook_field_formatter_settings_summary_alter().
   */
  #[Hook('field_formatter_settings_summary_alter')]
  public function formatterSummaryAlter(array &$summary, array $context): void {
    if ($context['formatter']->getThirdPartySetting(self::MODULE, 'live')) {
      $summary[] = $this->t('Live');
    }
  }

  /**
   * Implements hook_help().
   *
   * @return array<string, mixed>|null
   *   The help page.
   */
  #[Hook('help')]
  public function help(string $route_name): ?array {
    if ($route_name !== 'help.page.nodejs_entity') {
      return NULL;
    }
    return HelpPage::build([
      $this->t('What is marked as live stays as it is now on pages that are open: somebody saves an article, and whoever looks at it sees the change where it stands, without a page load. What people are typing, where they are reading and what they opened stays as it was.'),
    ], [
      [$this->t('Live content'), $this->t('On “Manage display” of a content type (or any other entity type), tick “Live” and save. It holds for this display only, so a full page may be live and a teaser not. What a page has around the content, its title among it, stays as it was loaded.')],
      [$this->t('A live field'), $this->t('On the same page open the settings of a field by its gear and tick “Live”. A price or a score then changes by itself, and nothing else is rendered.')],
      [$this->t('Live comments'), $this->t('Tick “Live” in the settings of the comments’ field. Comments then appear, change and vanish in their thread; the form below is left alone.')],
      [$this->t('Who sees it'), $this->t('Drupal renders once for all people with the same permissions, language and theme. Whoever may not see the content any more finds it gone. Where content differs from person to person, each page fetches its own.')],
    ]);
  }

  /**
   * Whether the entity can be built again from what is stored.
   */
  private function isStored(ContentEntityInterface $entity): bool {
    return !$entity->isNew() && empty($entity->in_preview) && $entity->isDefaultRevision();
  }

  /**
   * The display that a form edits.
   */
  private function displayOf(FormStateInterface $form_state): ?EntityViewDisplayInterface {
    $form = $form_state->getFormObject();
    $display = $form instanceof EntityFormInterface ? $form->getEntity() : NULL;
    return $display instanceof EntityViewDisplayInterface ? $display : NULL;
  }

}
