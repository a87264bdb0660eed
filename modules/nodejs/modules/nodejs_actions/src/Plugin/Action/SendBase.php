<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Plugin\Action;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Action\ConfigurableActionBase;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Plugin\ContainerFactoryPluginInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Plugin\AutowiredPlugin;
use Drupal\nodejs_actions\Notices;

/**
 * What all actions have that send a notice.
 */
abstract class SendBase extends ConfigurableActionBase implements ContainerFactoryPluginInterface {

  use AutowiredPlugin;

  /**
   * What whoever runs it must be allowed to do.
   */
  protected const PERMISSION = 'send nodejs notices to many';

  public function __construct(
    array $configuration,
    string $plugin_id,
    mixed $plugin_definition,
    protected readonly Notices $notices,
    protected readonly EntityTypeManagerInterface $entityTypeManager,
  ) {
    parent::__construct($configuration, $plugin_id, $plugin_definition);
  }

  /**
   * {@inheritdoc}
   */
  final public function execute($object = NULL): void {
    $this->send($object instanceof EntityInterface ? $object : NULL);
  }

  /**
   * Sends the notice.
   *
   * @param \Drupal\Core\Entity\EntityInterface|null $about
   *   What the action is run on.
   */
  abstract protected function send(?EntityInterface $about): void;

  /**
   * Sends the notice to a channel; "" is everybody's.
   *
   * @param string $channel
   *   The channel.
   * @param \Drupal\Core\Session\AccountInterface $listener
   *   Somebody who may see no more than any listener.
   * @param \Drupal\Core\Entity\EntityInterface|null $about
   *   What the action is run on.
   */
  protected function sendTo(string $channel, AccountInterface $listener, ?EntityInterface $about): void {
    $subject = $this->notices->replace((string) $this->configuration['subject'], $about);
    $body = $this->notices->replace((string) $this->configuration['body'], $about);
    $this->notices->send($channel, $listener, $subject, $body, $about);
  }

  /**
   * {@inheritdoc}
   */
  public function access($object, ?AccountInterface $account = NULL, $return_as_object = FALSE) {
    $account ??= \Drupal::currentUser();
    $result = AccessResult::allowedIfHasPermission($account, static::PERMISSION);
    if ($object instanceof EntityInterface) {
      $result = $result->andIf($object->access('view', $account, TRUE));
    }
    return $return_as_object ? $result : $result->isAllowed();
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['subject' => '', 'body' => ''];
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $form['subject'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Heading'),
      '#required' => TRUE,
      '#maxlength' => 255,
      '#default_value' => $this->configuration['subject'],
    ];
    $form['body'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Text'),
      '#rows' => 3,
      '#default_value' => $this->configuration['body'],
      '#description' => $this->t('Shown as plain text. Heading and text may hold tokens such as [node:title], [current-user:display-name] or [site:name].'),
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function submitConfigurationForm(array &$form, FormStateInterface $form_state): void {
    foreach (array_keys($this->defaultConfiguration()) as $name) {
      $this->configuration[$name] = trim((string) $form_state->getValue($name));
    }
  }

  /**
   * A field to choose a role.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  protected function roleElement(string $name): array {
    $options = array_map(static fn (EntityInterface $role): string => (string) $role->label(), $this->entityTypeManager->getStorage('user_role')->loadMultiple());
    return ['#type' => 'select', '#options' => $options, '#required' => TRUE, '#default_value' => $this->configuration[$name]];
  }

  /**
   * The role's configuration, on which the action depends.
   *
   * @return array<string, list<string>>
   *   For calculateDependencies().
   */
  protected function roleDependency(string $id): array {
    $role = $this->entityTypeManager->getStorage('user_role')->load($id);
    return $role === NULL ? [] : [$role->getConfigDependencyKey() => [$role->getConfigDependencyName()]];
  }

}
