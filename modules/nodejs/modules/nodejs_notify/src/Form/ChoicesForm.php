<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Extension\ModuleExtensionList;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Url;
use Drupal\nodejs_notify\Choices;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\nodejs_notify\Push\PushFailure;
use Drupal\nodejs_notify\Push\PushKeys;

/**
 * Lets users choose what they are told, and where.
 */
final class ChoicesForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Choices $choices,
    protected Devices $devices,
    protected PushKeys $pushKeys,
    protected ModuleExtensionList $modules,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_notify_choices';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $uid = (int) $this->currentUser()->id();
    $categories = $this->choices->categories();
    $form['toasts'] = [
      '#type' => 'checkbox',
      '#title' => $this->t('Show notices on the page I am on'),
      '#description' => $this->t('Without it they wait in the inbox, and the bell counts them.'),
      '#default_value' => $this->choices->wantsToasts($uid),
    ];
    $form['categories'] = [
      '#type' => 'checkboxes',
      '#title' => $this->t('Tell me of'),
      '#options' => $categories,
      '#default_value' => array_diff(array_keys($categories), $this->choices->muted($uid)),
    ];
    $form['devices'] = $this->devices($uid);
    $form['actions'] = ['#type' => 'actions'];
    $form['actions']['submit'] = [
      '#type' => 'submit',
      '#value' => $this->t('Save'),
      '#button_type' => 'primary',
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $uid = (int) $this->currentUser()->id();
    $wanted = array_filter((array) $form_state->getValue('categories'));
    $muted = array_values(array_diff(array_map(strval(...), array_keys($this->choices->categories())), $wanted));
    $this->choices->set($uid, (bool) $form_state->getValue('toasts'), $muted);
    foreach (array_filter((array) $form_state->getValue('forget')) as $id) {
      $this->devices->remove($uid, (int) $id);
    }
    $this->messenger()->addStatus($this->t('Your choices are saved.'));
  }

  /**
   * The devices that get notices while the site is closed.
   *
   * @return array<string, mixed>
   *   The form element.
   */
  private function devices(int $uid): array {
    try {
      $key = $this->pushKeys->pair()->publicText();
    }
    catch (PushFailure) {
      return [];
    }
    $names = [];
    foreach ($this->devices->of($uid) as $device) {
      $names[$device->id] = $device->name;
    }
    $folder = $this->modules->getPath('nodejs_notify');
    return [
      '#type' => 'fieldset',
      '#title' => $this->t('While the site is closed'),
      'switch' => [
        '#type' => 'html_tag',
        '#tag' => 'div',
        '#attributes' => ['data-nodejs-push' => ''],
        'text' => ['#markup' => '<p class="js-hide">' . $this->t('This needs JavaScript.') . '</p>'],
        '#attached' => [
          'library' => ['nodejs_notify/push'],
          'drupalSettings' => [
            'nodejsPush' => [
              'key' => $key,
              // The browser keeps it to its own folder, where no page is.
              'worker' => base_path() . $folder . '/js/worker.js?base=' . rawurlencode(base_path()),
              'device' => Url::fromRoute('nodejs_notify.device')->toString(),
              'state' => Url::fromRoute('nodejs_notify.device_state')->toString(),
              'remove' => Url::fromRoute('nodejs_notify.device_remove')->toString(),
              'csrf' => Url::fromRoute('system.csrftoken')->toString(),
            ],
          ],
        ],
      ],
      'forget' => $names === [] ? [] : [
        '#type' => 'checkboxes',
        '#title' => $this->t('Forget these devices'),
        '#options' => $names,
        '#description' => $this->t('Logging out on a device forgets it too.'),
      ],
    ];
  }

}
