<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Plugin\Action;

use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\eca\Attribute\EcaAction;
use Drupal\eca\Plugin\Action\ConfigurableActionBase;
use Drupal\nodejs_actions\Notices;
use Drupal\user\UserInterface;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Sends a notice, with the tokens of the model, whoever it is run for: a model is its maker's.
 */
#[Action(
  id: 'nodejs_eca_send',
  label: new TranslatableMarkup('Node.js: send a notice'),
  type: 'entity',
)]
#[EcaAction(
  description: new TranslatableMarkup('Shows a notice on open pages. Nobody is told of an entity that they may not view.'),
  version_introduced: '3.0.0',
)]
final class SendNotice extends ConfigurableActionBase {

  /**
   * Sends, and checks who may see what it is about.
   */
  protected Notices $notices;

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, array $configuration, $plugin_id, $plugin_definition): static {
    $action = parent::create($container, $configuration, $plugin_id, $plugin_definition);
    $action->notices = $container->get(Notices::class);
    return $action;
  }

  /**
   * {@inheritdoc}
   */
  public function execute(mixed $object = NULL): void {
    $about = $object instanceof EntityInterface ? $object : NULL;
    $text = fn (string $name): string => trim($this->tokenService->replacePlain($this->configuration[$name], [], ['clear' => TRUE]));
    $recipient = $text('recipient');
    foreach ($this->audience($recipient) as [$channel, $listener]) {
      $this->notices->send($channel, $listener, $text('subject'), $text('body'), $about);
    }
  }

  /**
   * Whom the notice goes to.
   *
   * @return list<array{string, \Drupal\Core\Session\AccountInterface}>
   *   Channels, and for each somebody who may see no more than any listener.
   */
  private function audience(string $recipient): array {
    if ($this->configuration['audience'] === 'everybody') {
      return [['', new AnonymousUserSession()]];
    }
    if ($this->configuration['audience'] === 'role') {
      return $this->entityTypeManager->getStorage('user_role')->load($recipient) === NULL ? [] : [['role:' . $recipient, Notices::holder($recipient)]];
    }
    $uids = preg_grep('/^[1-9]\d*$/D', preg_split('/[\s,]+/', $recipient) ?: []) ?: [];
    $users = array_filter($this->entityTypeManager->getStorage('user')->loadMultiple($uids), static fn (EntityInterface $user): bool => $user instanceof UserInterface && $user->isActive());
    return array_values(array_map(static fn (UserInterface $user): array => ['user:' . $user->id(), $user], $users));
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['audience' => 'user', 'recipient' => '', 'subject' => '', 'body' => ''] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $form['audience'] = [
      '#type' => 'select',
      '#title' => $this->t('Whom'),
      '#options' => ['user' => $this->t('Users'), 'role' => $this->t('A role'), 'everybody' => $this->t('Everybody')],
      '#default_value' => $this->configuration['audience'],
    ];
    $form['recipient'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Which'),
      '#description' => $this->t('Numbers of users, with commas in between, or the machine name of a role; empty for everybody.'),
      '#default_value' => $this->configuration['recipient'],
      '#eca_token_replacement' => TRUE,
    ];
    $form['subject'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Heading'),
      '#required' => TRUE,
      '#default_value' => $this->configuration['subject'],
      '#eca_token_replacement' => TRUE,
    ];
    $form['body'] = [
      '#type' => 'textarea',
      '#title' => $this->t('Text'),
      '#description' => $this->t('Shown as plain text.'),
      '#default_value' => $this->configuration['body'],
      '#eca_token_replacement' => TRUE,
    ];
    return parent::buildConfigurationForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function submitConfigurationForm(array &$form, FormStateInterface $form_state): void {
    foreach (['audience', 'recipient', 'subject', 'body'] as $name) {
      $this->configuration[$name] = (string) $form_state->getValue($name);
    }
    parent::submitConfigurationForm($form, $form_state);
  }

}
