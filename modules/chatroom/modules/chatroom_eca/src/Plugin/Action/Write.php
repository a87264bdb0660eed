<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\Plugin\Action;

use Drupal\Core\Action\ActionManager;
use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Plugin\PluginFormInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\eca\Attribute\EcaAction;
use Drupal\eca\Plugin\Action\ConfigurableActionBase;
use Symfony\Component\DependencyInjection\ContainerInterface;

/**
 * Writes a line as a program, whoever the model is run for.
 *
 * The chatroom's own action asks whoever runs it for a permission that those who
 * chat haven't; a model is its maker's.
 */
#[Action(
  id: 'chatroom_eca_write',
  label: new TranslatableMarkup('Chatroom: write a message'),
)]
#[EcaAction(
  description: new TranslatableMarkup('Writes into a room under a name of its own, marked as a program.'),
  version_introduced: '3.0.0',
)]
final class Write extends ConfigurableActionBase {

  /**
   * Makes the chatroom's own action.
   */
  protected ActionManager $actions;

  /**
   * {@inheritdoc}
   */
  public static function create(ContainerInterface $container, array $configuration, $plugin_id, $plugin_definition): static {
    $action = parent::create($container, $configuration, $plugin_id, $plugin_definition);
    $action->actions = $container->get('plugin.manager.action');
    return $action;
  }

  /**
   * {@inheritdoc}
   *
   * The tokens are that action's to replace: those in what a token stands for must not be.
   */
  public function execute(mixed $object = NULL): void {
    $this->own()->execute($object);
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['room' => '', 'name' => '', 'text' => ''] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $own = $this->own();
    $form = $own instanceof PluginFormInterface ? $own->buildConfigurationForm($form, $form_state) : $form;
    $form['text']['#eca_token_replacement'] = TRUE;
    return parent::buildConfigurationForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function submitConfigurationForm(array &$form, FormStateInterface $form_state): void {
    foreach (['room', 'name', 'text'] as $name) {
      $this->configuration[$name] = (string) $form_state->getValue($name);
    }
    parent::submitConfigurationForm($form, $form_state);
  }

  /**
   * The chatroom's own action, with this one's configuration.
   */
  private function own(): object {
    return $this->actions->createInstance('chatroom_write', array_intersect_key($this->configuration, ['room' => '', 'name' => '', 'text' => '']));
  }

}
