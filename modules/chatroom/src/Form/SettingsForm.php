<?php

declare(strict_types=1);

namespace Drupal\chatroom\Form;

use Drupal\chatroom\ContentRooms;
use Drupal\chatroom\Grants;
use Drupal\chatroom\Uploads;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Config\TypedConfigManagerInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityFieldManagerInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\ConfigFormBase;
use Drupal\Core\Form\ConfigTarget;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Form\RedundantEditableConfigNamesTrait;

/**
 * Settles which content has rooms, what visitors may do and how long lines are kept.
 */
final class SettingsForm extends ConfigFormBase {

  use AutowireTrait;
  use RedundantEditableConfigNamesTrait;

  public function __construct(
    ConfigFactoryInterface $config_factory,
    TypedConfigManagerInterface $typed_config_manager,
    protected EntityTypeManagerInterface $entityTypes,
    protected EntityFieldManagerInterface $entityFields,
    protected Grants $grants,
    protected ContentRooms $contentRooms,
  ) {
    parent::__construct($config_factory, $typed_config_manager);
  }

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'chatroom_settings';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $types = array_map(static fn ($type): string => (string) $type->label(), $this->entityTypes->getStorage('node_type')->loadMultiple());
    $form['content_types'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Types of content with a room each'),
      '#description' => $this->t('Who may view the content may write in its room; who may edit it keeps order there.'),
      '#options' => $types,
      '#config_target' => new ConfigTarget(
        'chatroom.settings',
        'content_types',
        toConfig: static fn (array $chosen): array => array_values(array_filter($chosen)),
      ),
    ];
    $form['guests'] = [
      '#type' => 'radios',
      '#title' => $this->t('Visitors without an account'),
      '#options' => [
        'none' => $this->t('stay out of all rooms'),
        'read' => $this->t('read where they may see the page'),
        'write' => $this->t('read and write where they may see the page'),
      ],
      '#config_target' => 'chatroom.settings:guests',
    ];
    $form['retention'] = [
      '#type' => 'number',
      '#title' => $this->t('Days that messages are kept'),
      '#description' => $this->t('0 keeps them for good. A room may have its own number.'),
      '#min' => 0,
      '#config_target' => new ConfigTarget('chatroom.settings', 'retention', toConfig: intval(...)),
    ];
    $form['on_account_deletion'] = [
      '#type' => 'radios',
      '#title' => $this->t('With an account that is deleted'),
      '#options' => [
        'erase' => $this->t('all that it wrote is deleted'),
        'anonymise' => $this->t('what it wrote stays, as a guest’s'),
      ],
      '#config_target' => 'chatroom.settings:on_account_deletion',
    ];
    $form['files'] = ['#type' => 'fieldset', '#title' => $this->t('Files')];
    if (!Uploads::isPossible()) {
      $form['files']['#description'] = $this->t('Nobody can bring files: this site has no folder for private files (file_private_path in settings.php).');
    }
    $form['files']['upload_extensions'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Kinds of files'),
      '#description' => $this->t('Extensions with spaces between them. A file’s content has to be what its name says.'),
      '#maxlength' => 255,
      '#config_target' => 'chatroom.settings:upload_extensions',
    ];
    $form['files']['upload_size'] = [
      '#type' => 'number',
      '#title' => $this->t('Megabytes of a file'),
      '#min' => 1,
      '#max' => 1024,
      '#config_target' => new ConfigTarget('chatroom.settings', 'upload_size', toConfig: intval(...)),
    ];
    $form['badge'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Show what is unread at links to the chat, on all pages'),
      '#config_target' => 'chatroom.settings:badge',
    ];
    $form['title'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Show what is unread in the title of the page'),
      '#config_target' => 'chatroom.settings:title',
    ];
    $form['digest_after'] = [
      '#type' => 'number',
      '#title' => $this->t('Hours until an account that is away gets a mail of what it missed'),
      '#description' => $this->t('Direct messages, mentions, and all of rooms of which somebody wants to hear everything; at most one mail in as many hours. Everybody may do without it in their account. 0 sends none.'),
      '#min' => 0,
      '#max' => 8760,
      '#config_target' => new ConfigTarget('chatroom.settings', 'digest_after', toConfig: intval(...)),
    ];
    return parent::buildForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    parent::submitForm($form, $form_state);
    $this->entityFields->clearCachedFieldDefinitions();
    $this->grants->limitGuests();
    // What visitors may view has to be asked node by node; the first rooms at once, the others by cron.
    $this->contentRooms->reviewSome(0, 50);
  }

}
