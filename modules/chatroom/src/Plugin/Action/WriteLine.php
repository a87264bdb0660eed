<?php

declare(strict_types=1);

namespace Drupal\chatroom\Plugin\Action;

use Drupal\chatroom\Rooms;
use Drupal\chatroom\Writer;
use Drupal\Core\Access\AccessResult;
use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Action\ConfigurableActionBase;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Utility\Token;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Plugin\AutowiredPlugin;

/**
 * Writes a line into a room, as a program does: for rules, models and bulk operations.
 */
#[Action(
  id: 'chatroom_write',
  label: new TranslatableMarkup('Write into a chat room'),
  type: 'system',
)]
final class WriteLine extends ConfigurableActionBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * Characters of a line that any push server takes.
   */
  private const LENGTH = 4000;

  public function __construct(
    array $configuration,
    string $plugin_id,
    mixed $plugin_definition,
    private readonly Rooms $rooms,
    private readonly Writer $writer,
    private readonly Token $tokens,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  public function execute($object = NULL): void {
    $room = $this->rooms->load((string) $this->configuration['room']);
    $about = $object instanceof EntityInterface ? [$object->getEntityTypeId() => $object] : [];
    $text = trim($this->tokens->replacePlain((string) $this->configuration['text'], $about, ['clear' => TRUE]));
    if ($room === NULL || $text === '') {
      return;
    }
    try {
      $this->writer->program($room, (string) $this->configuration['name'], mb_substr($text, 0, self::LENGTH));
    }
    catch (Failure $failure) {
      // What else a rule does isn't the chat's to stop.
      \Drupal::logger('chatroom')->warning('Nothing was written into @room: @reason', ['@room' => $room->title, '@reason' => $failure->getMessage()]);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function access($object, ?AccountInterface $account = NULL, $return_as_object = FALSE) {
    $account ??= \Drupal::currentUser();
    $result = AccessResult::allowedIfHasPermission($account, 'administer chatroom');
    if ($object instanceof EntityInterface) {
      $result = $result->andIf($object->access('view', $account, TRUE));
    }
    return $return_as_object ? $result : $result->isAllowed();
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['room' => '', 'name' => '', 'text' => ''];
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $form['room'] = [
      '#type' => 'select',
      '#title' => $this->t('Room'),
      '#options' => $this->rooms->choices(),
      '#required' => TRUE,
      '#default_value' => $this->configuration['room'],
    ];
    $form['name'] = [
      '#type' => 'textfield',
      '#title' => $this->t('As whom'),
      '#description' => $this->t('The line is marked as that of a program.'),
      '#required' => TRUE,
      '#maxlength' => 60,
      '#default_value' => $this->configuration['name'],
    ];
    $form['text'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Message'),
      '#description' => $this->t('Markdown; it may hold tokens such as [node:title] or [site:name].'),
      '#required' => TRUE,
      '#default_value' => $this->configuration['text'],
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function submitConfigurationForm(array &$form, FormStateInterface $form_state): void {
    foreach (array_keys($this->defaultConfiguration()) as $key) {
      $this->configuration[$key] = (string) $form_state->getValue($key);
    }
  }

}
