<?php

declare(strict_types=1);

namespace Drupal\nodejs_config\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs_config\ServerSetup;

/**
 * Shows what the push server of this site needs around it.
 *
 * Nothing of it is stored, neither the places nor the secrets.
 */
final class ServerForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected ServerSetup $setup,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_config_server';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $url = $this->getRequest()->getSchemeAndHttpHost() . rtrim(base_path(), '/');
    $places = $form_state->get('places') ?? ServerSetup::PLACES;
    $form['#attached']['library'][] = 'nodejs_config/page';
    $form['first'] = ['#markup' => '<h2>' . $this->t('1. The push server') . '</h2>'];
    $form['init'] = $this->text(
      $this->t('The command that writes its configuration'),
      $this->t('To be run on the machine of this site, in the folder that the server starts in. It asks PHP what settings.php says, keeps the keys that are there, and writes drupal-nodejs.json; the line itself is no secret.'),
      $this->attempt(fn (): string => $this->setup->initLine($url, $places)),
    );
    // The first button is what the Enter key presses: not the one for secrets.
    $form['places'] = $this->places($places);
    $form['secrets'] = $this->secrets($form_state->get('secrets') === TRUE, $url, $places['listen']);
    $form['second'] = ['#markup' => '<h2>' . $this->t('2. What stands around it') . '</h2>'];
    foreach (ServerSetup::FILES as $file => $title) {
      $form[$title] = [
        '#type' => 'details',
        '#title' => $title,
        'text' => $this->text($file, NULL, $this->attempt(fn (): string => $this->setup->file($file, $url, $places))),
      ];
    }
    return $form;
  }

  /**
   * A text, or why there is none.
   *
   * @param \Closure(): string $make
   *   Makes it.
   */
  private function attempt(\Closure $make): string {
    try {
      return $make();
    }
    catch (InvalidSettings $problem) {
      return $problem->getMessage();
    }
  }

  /**
   * The configuration with its secrets, once somebody wants to see it.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function secrets(bool $isShown, string $url, string $listen): array {
    $element = [
      '#type' => 'details',
      '#title' => $this->t('The server is on another machine'),
      '#open' => $isShown,
      'button' => [
        '#type' => 'submit',
        '#name' => 'secrets',
        '#value' => $this->t('Show the configuration with its secrets'),
        '#submit' => ['::show'],
        '#limit_validation_errors' => [],
      ],
    ];
    if (!$isShown) {
      return $element;
    }
    try {
      $element['config'] = $this->text(
        'drupal-nodejs.json',
        $this->t('Whoever has this can publish as this site and issue tokens. Give it to nobody, and keep the file to the user that runs the server: chmod 600.'),
        $this->setup->serverConfig($url, $listen),
      );
      unset($element['button']);
    }
    catch (InvalidSettings $problem) {
      $element['problem'] = ['#markup' => '<p>' . $this->t('This site has no secrets yet: @problem Pair it first.', ['@problem' => $problem->getMessage()]) . '</p>'];
    }
    return $element;
  }

  /**
   * The fields for what differs from machine to machine.
   *
   * @param array<string, string> $places
   *   As they are now.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function places(array $places): array {
    $titles = [
      'folder' => $this->t('Folder into which npm installed the server'),
      'config' => $this->t('Configuration file'),
      'user' => $this->t('User that runs the server'),
      'listen' => $this->t('Address at which the web server reaches it'),
    ];
    $element = ['#type' => 'details', '#title' => $this->t('Places on your machine'), '#tree' => TRUE];
    foreach ($titles as $name => $title) {
      $element[$name] = [
        '#type' => 'textfield',
        '#title' => $title,
        '#required' => TRUE,
        '#maxlength' => 255,
        '#default_value' => $places[$name],
        '#attributes' => ['dir' => 'ltr', 'spellcheck' => 'false'],
      ];
    }
    $element['submit'] = ['#type' => 'submit', '#value' => $this->t('Fill in')];
    return $element;
  }

  /**
   * A text to copy.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function text(string|\Stringable $title, ?\Stringable $description, string $text): array {
    return [
      '#type' => 'textarea',
      '#title' => $title,
      '#description' => $description,
      '#value' => $text,
      '#rows' => min(30, max(3, substr_count($text, "\n") + 1)),
      '#wrapper_attributes' => ['class' => ['nodejs-config__text']],
      '#attributes' => ['readonly' => 'readonly', 'spellcheck' => 'false', 'dir' => 'ltr', 'autocomplete' => 'off'],
    ];
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    foreach ((array) $form_state->getValue('places') as $name => $place) {
      if (isset(ServerSetup::PLACES[$name]) && !ServerSetup::isPlace((string) $place)) {
        $form_state->setErrorByName('places][' . $name, $this->t('Letters, digits and . / : @ - _ only.'));
      }
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $form_state->set('places', array_intersect_key((array) $form_state->getValue('places'), ServerSetup::PLACES));
    $form_state->setRebuild()->disableCache();
  }

  /**
   * Has the secrets shown, on this one page.
   */
  public function show(array &$form, FormStateInterface $form_state): void {
    $form_state->set('secrets', TRUE);
    $form_state->setRebuild()->disableCache();
  }

}
