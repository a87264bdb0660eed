<?php

declare(strict_types=1);

namespace Drupal\nodejs\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\nodejs\Core\Pairing;
use Drupal\nodejs\SettingsFactory;

/**
 * Makes the two lines that pair this site with a push server.
 *
 * They are shown once and kept nowhere: until they are pasted, the secrets of
 * before hold.
 */
final class PairForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected SettingsFactory $settings,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_pair';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $form['about'] = [
      '#markup' => '<p>' . $this->t('This makes new secrets, and two lines that contain them: one for this site, one for the server. They are shown once and kept nowhere. Until both are in their places, the secrets of before hold.') . '</p>',
    ];
    $pairing = $form_state->get('pairing');
    if ($pairing instanceof Pairing) {
      $origin = $this->getRequest()->getSchemeAndHttpHost();
      $form['site'] = $this->line(
        $this->t('1. For settings.php'),
        $this->t('Or only what stands between the quotes, as the environment variable NODEJS_PAIRING. Rebuild caches afterwards.'),
        sprintf("\$settings['nodejs']['pairing'] = '%s';", $pairing->line()),
      );
      $form['server'] = $this->line(
        $this->t("2. On the server's machine, in the folder that it starts in"),
        $this->t('Then start it: npx drupal-nodejs serve. It must reach this site at @url; change backend.url where it does so by another name.', ['@url' => $origin]),
        sprintf("printf '%%s' '%s' > drupal-nodejs.json", $pairing->serverConfig($origin, $origin . rtrim(base_path(), '/'))),
      );
    }
    $form['actions'] = [
      '#type' => 'actions',
      'make' => [
        '#type' => 'submit',
        '#button_type' => 'primary',
        '#value' => $pairing === NULL ? $this->t('Make the lines') : $this->t('Make others'),
      ],
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $form_state->set('pairing', $this->settings->pairing());
    $form_state->setRebuild()->disableCache();
  }

  /**
   * A line to copy.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function line(\Stringable $title, \Stringable $description, string $line): array {
    return [
      '#type' => 'textarea',
      '#title' => $title,
      '#description' => $description,
      '#value' => $line,
      '#rows' => 4,
      '#attributes' => ['readonly' => 'readonly', 'spellcheck' => 'false', 'dir' => 'ltr', 'autocomplete' => 'off'],
    ];
  }

}
