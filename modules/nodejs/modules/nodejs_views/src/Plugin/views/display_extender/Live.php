<?php

declare(strict_types=1);

namespace Drupal\nodejs_views\Plugin\views\display_extender;

use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\views\Attribute\ViewsDisplayExtender;
use Drupal\views\Plugin\views\display_extender\DisplayExtenderPluginBase;

/**
 * The setting of a display: whether its list updates on open pages.
 *
 * @ingroup views_display_extender_plugins
 */
#[ViewsDisplayExtender(
  id: self::ID,
  title: new TranslatableMarkup('Live'),
  help: new TranslatableMarkup('Updates the list on open pages when its content changes.'),
  no_ui: FALSE,
)]
final class Live extends DisplayExtenderPluginBase {

  public const ID = 'nodejs_views';

  /**
   * {@inheritdoc}
   */
  protected function defineOptions(): array {
    return ['live' => ['default' => '']] + parent::defineOptions();
  }

  /**
   * How the list takes changes: "" (not at all), "replace", or "ask".
   */
  public function mode(): string {
    return in_array($this->options['live'] ?? '', ['replace', 'ask'], TRUE) ? $this->options['live'] : '';
  }

  /**
   * {@inheritdoc}
   */
  public function optionsSummary(&$categories, &$options): void {
    if ($this->isFor()) {
      $options[self::ID] = [
        'category' => 'other',
        'title' => $this->t('Live'),
        'value' => match ($this->mode()) {
          'replace' => $this->t('Yes'),
          'ask' => $this->t('Yes, by a button'),
          default => $this->t('No'),
        },
      ];
    }
  }

  /**
   * {@inheritdoc}
   */
  public function buildOptionsForm(&$form, FormStateInterface $form_state): void {
    if ($form_state->get('section') !== self::ID) {
      return;
    }
    $form['#title'] .= $this->t('Live');
    $form['nodejs_views_live'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Update this list on open pages when its content changes'),
      '#description' => $this->t('What somebody is typing, the page of the pager and the filters stay as they are.'),
      '#default_value' => $this->mode() !== '',
    ];
    $form['nodejs_views_ask'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Announce changes by a button, such as “3 new – show”'),
      '#description' => $this->t('For long lists that people read: nothing moves until they ask for it.'),
      '#default_value' => $this->mode() === 'ask',
      // Shown at once: the dialog doesn't grow with what comes to sight later.
      '#states' => ['enabled' => [':input[name="nodejs_views_live"]' => ['checked' => TRUE]]],
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function submitOptionsForm(&$form, FormStateInterface $form_state): void {
    if ($form_state->get('section') === self::ID) {
      $this->options['live'] = !$form_state->getValue('nodejs_views_live') ? '' : ($form_state->getValue('nodejs_views_ask') ? 'ask' : 'replace');
    }
  }

  /**
   * Whether the display is shown in pages.
   */
  private function isFor(): bool {
    return empty($this->displayHandler->getPluginDefinition()['returns_response']);
  }

}
