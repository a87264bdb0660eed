<?php

/**
 * @file
 * The kernel that Drush boots, for the site directory that a test names.
 */

declare(strict_types=1);

namespace Drush\Drupal;

use Drupal\Core\DrupalKernel as CoreKernel;
use Symfony\Component\HttpFoundation\Request;

/**
 * Knows its site whatever host is asked for.
 */
class DrupalKernel extends CoreKernel {

  /**
   * {@inheritdoc}
   */
  public static function findSitePath(Request $request, $require_settings = TRUE, $app_root = NULL) {
    return getenv('NODEJS_TEST_SITE_PATH');
  }

}
